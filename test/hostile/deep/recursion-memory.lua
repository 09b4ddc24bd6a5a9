-- Recursion with large frames counts as memory
-- limits: memory=16M callDepth=1000000 stackSlots=100000000 instructions=1e9
-- expect: limit memory
local f = load("local f f = function(...) local " .. ("a,"):rep(150) .. "b = 1 return 1 + f(...) end return f")()
f()
