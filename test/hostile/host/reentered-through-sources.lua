-- The host runs sources that run sources
-- host: reentering
-- expect: ok false true
source = "return host.run(source)"
local ok, m = pcall(load(source))
print(ok, tostring(m):find("overflow", 1, true) ~= nil or tostring(m):find("host", 1, true) ~= nil)
