-- debug.getinfo on deep levels and long functions
-- libs: all
-- expect: limit instructions
local long = load(("x = 1\n"):rep(10000))
local function f(n) if n == 0 then while true do debug.getinfo(5000) debug.getinfo(long, "SlLnut") debug.getinfo(1e9) end end return 1 + f(n - 1) end
f(5000)
