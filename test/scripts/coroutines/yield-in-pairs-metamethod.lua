-- only: 5.4
local t = setmetatable({}, {__pairs = function(t) coroutine.yield("pairs") return next, {k = "v"}, nil end})
local co = coroutine.wrap(function() for k, v in pairs(t) do print(k, v) end return "end" end)
print(co()) --> pairs
print(co()) --> k v | end
