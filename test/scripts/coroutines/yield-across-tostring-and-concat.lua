-- only: ours
local t = setmetatable({}, {__tostring = function() return coroutine.yield("tostring") end})
local co = coroutine.wrap(function() return tostring(t) end)
print(co()) --> tostring
print(co("answer")) --> answer
local u = setmetatable({}, {__index = function(_, i) return coroutine.yield(i) end, __len = function() return 3 end})
local co2 = coroutine.wrap(function() return table.concat(u, "-") end)
print(co2(), co2("x"), co2("y"), co2("z")) --> 1 2 3 x-y-z
