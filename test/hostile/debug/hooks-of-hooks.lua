-- Hooks that set hooks, in coroutines that set hooks
-- limits: instructions=1e6
-- libs: all
-- after: any
-- expect 5.3: error overflow
-- expect 5.4: limit instructions
local function hook() debug.sethook(hook, "crl", 1) coroutine.wrap(function() debug.sethook(hook, "crl", 1) end)() end
debug.sethook(hook, "crl", 1)
while true do local x = tostring(1) end
