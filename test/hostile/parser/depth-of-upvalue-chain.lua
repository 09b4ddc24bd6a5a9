-- An upvalue handed through as many functions as nest
-- expect: ok 1
local n = 180
local f = load("local a = 1 return " .. ("(function() return "):rep(n) .. "a" .. (" end)()"):rep(n))
if f == nil then n = 40 f = load("local a = 1 return " .. ("(function() return "):rep(n) .. "a" .. (" end)()"):rep(n)) end
print(f())
