-- Sizes that add up beyond the integers
-- expect: ok false true
local ok, m = pcall(string.packsize, ("c214748364"):rep(100))
print(ok, m:find("format result too large", 1, true) ~= nil)
