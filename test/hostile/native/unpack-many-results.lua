-- string.unpack of more values than fit
-- expect: ok false true
local ok, m = pcall(string.unpack, ("b"):rep(2000000), ("x"):rep(2000000))
print(ok, m:find("too many results", 1, true) ~= nil or m:find("stack overflow", 1, true) ~= nil)
