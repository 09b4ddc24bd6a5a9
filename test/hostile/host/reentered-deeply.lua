-- The host calls the script, which calls the host
-- host: reentering
-- expect: ok false true
local function f() return host.call(f) end
local ok, m = pcall(f)
print(ok, tostring(m):find("overflow", 1, true) ~= nil or tostring(m):find("host", 1, true) ~= nil)
