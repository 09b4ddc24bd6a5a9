-- The clock ends what is spent in natives
-- limits: wallTime=50 instructions=1e12
-- expect: limit wallTime
local s = ("a"):rep(100)
while true do pcall(string.find, s, ("a*"):rep(30) .. "b") end
