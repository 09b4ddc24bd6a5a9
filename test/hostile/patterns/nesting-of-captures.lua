-- Captures nested a hundred thousand deep
-- expect: ok false true
local ok, m = pcall(string.find, "a", ("("):rep(100000))
print(ok, m:find("too many captures", 1, true) ~= nil)
