-- Strings, numbers, booleans and the functions of the library are values, never removed.
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local v = setmetatable({}, {__mode = "v"})
v[1], v[2], v[3], v[4] = "str" .. "ing", 1.5, true, print
v[5], v[6], v[7], v.x = function() end, function() return v end, coroutine.create(print), {}
v[2 ^ 53], v.s = 2 ^ 60, ("x"):rep(100)
collectgarbage()
print(v[1], v[2], v[3], v[4] == print, #v.s, v[2 ^ 53] == 2 ^ 60) --> string 1.5 true true 100 true
print(v[6], v[7], v.x) --> nil nil nil
local k = setmetatable({}, {__mode = "k"})
k["str"], k[1.5], k[true], k[print] = {}, {}, {}, {}
k[coroutine.create(print)], k[coroutine.wrap(print)], k[string.gmatch("a", "a")] = 1, 2, 3
collectgarbage()
print(count(k)) --> 4
local kv = setmetatable({}, {__mode = "kv"})
kv[1], kv[{}], kv.a, kv[print], kv[{}] = {}, 1, "b", print, {}
collectgarbage()
print(count(kv), kv.a, kv[print] == print) --> 2 b true
