-- Tail calls without end
-- expect: limit instructions
local function f(...) return f(...) end
f(1, 2, 3)
