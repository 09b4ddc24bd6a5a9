-- Openings of long brackets that open nothing
-- expect: ok nil true
local f, m = load("x = " .. ("[="):rep(500000))
print(f, #m < 300)
