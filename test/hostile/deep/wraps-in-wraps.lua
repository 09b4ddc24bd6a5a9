-- coroutine.wrap in coroutine.wrap
-- expect: ok false true
local function f() return coroutine.wrap(f)() end
local ok, m = pcall(f)
print(ok, m:find("overflow", 1, true) ~= nil)
