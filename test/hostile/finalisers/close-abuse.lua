-- __close that changes the metatable, the variable and itself
-- dialects: 5.4
-- expect: ok closed | false | done
local mt = {}
mt.__close = function(o) print("closed") setmetatable(o, nil) mt.__close = nil end
do local x <close> = setmetatable({}, mt) end
print((pcall(function() local x <close> = {} end)))
do local x <close> = nil local y <close> = false end
print("done")
