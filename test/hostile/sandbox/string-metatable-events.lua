-- Events of strings that never end
-- expect: limit instructions
local mt = getmetatable("")
mt.__add = function(a, b) while true do end end
local ok = pcall(function() return "x" + 1 end)
print("not reached")
