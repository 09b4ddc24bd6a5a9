-- A coroutine that is replaced by another for ever
-- expect: limit instructions
local function f() return coroutine.wrap(function() coroutine.yield(f) end)() end
local g = f
while true do g = g() end
