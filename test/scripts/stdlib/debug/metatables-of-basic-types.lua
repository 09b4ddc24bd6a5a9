local function withMeta(v)
  debug.setmetatable(v, {__index = function(_, k) return k end, __call = function(_, x) return x end, __len = function() return 42 end})
end
withMeta(nil)
withMeta(true)
withMeta(1)
withMeta(print)
withMeta(coroutine.create(print))
local n, b, f, c = nil, false, function() end, coroutine.create(print)
print(n.x, b.x, (5).x, (1.5).x, f.x, c.x) --> x x x x x x
print(n("n"), b("b"), (5)(5), c("c")) --> n b 5 c
print(#n, #b, #5, #f, #c) --> 42 42 42 42 42
print(debug.getmetatable(true) == debug.getmetatable(false), debug.getmetatable(1) == debug.getmetatable(1.5)) --> true true
debug.setmetatable(nil, nil)
print(debug.getmetatable(nil), pcall(function() return n.x end)) --> nil false script.lua:15: attempt to index a nil value (upvalue 'n')
print(pcall(debug.setmetatable, 1)) --> 5.3: false bad argument #2 to 'debug.setmetatable' (nil or table expected) --> 5.4: false bad argument #2 to 'debug.setmetatable' (nil or table expected, got no value)
print(pcall(debug.setmetatable, 1, 2)) --> 5.3: false bad argument #2 to 'debug.setmetatable' (nil or table expected) --> 5.4: false bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
print(pcall(debug.getmetatable)) --> false bad argument #1 to 'debug.getmetatable' (value expected)
print(debug.setmetatable("s", debug.getmetatable(""))) --> s
local t = setmetatable({}, {__metatable = false})
print(debug.setmetatable(t, nil) == t, getmetatable(t)) --> true nil
