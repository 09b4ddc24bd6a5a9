-- A numeral of a million digits in source
-- limits: instructions=1e7
-- expect: ok inf 0 true
local f, m = load("return " .. ("1"):rep(100000) .. "x")
print(load("return " .. ("9"):rep(1000000))(), load("return 0x" .. ("0"):rep(1000000))(), f == nil and #m > 0)
