-- string.byte of a whole long string
-- expect: ok false true
local ok, m = pcall(string.byte, ("x"):rep(5000000), 1, -1)
print(ok, m:find("string slice too long", 1, true) ~= nil)
