-- Stack overflows in one coroutine after another
-- expect: limit instructions
local function f() return 1 + f() end
while true do coroutine.wrap(function() pcall(f) end)() end
