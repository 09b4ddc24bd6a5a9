-- Hooks that err at every event, caught for ever
-- libs: all
-- after: any
-- expect: limit instructions
local function f() while true do end end
local function hooked() debug.sethook(function() debug.sethook() error("hook") end, "l", 1) f() end
while true do pcall(hooked) end
