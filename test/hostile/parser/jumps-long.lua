-- Jumps over a very long block
-- limits: instructions=1e8
-- expect: ok 1
local f = load("local n = 0 while n < 1 do if n > 5 then " .. ("x = n "):rep(300000) .. " end n = n + 1 end return n")
print(f())
