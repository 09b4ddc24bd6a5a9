-- Tail calls of natives that tail call
-- expect: limit instructions
local function f() return select(1, f) end
while true do f()()() end
