-- The same with a limit of its own
-- host: reentering
-- limits: hostDepth=5
-- expect: ok false true
local n = 0
local function f() n = n + 1 return host.call(f) end
local ok, m = pcall(f)
print(ok, n <= 6)
