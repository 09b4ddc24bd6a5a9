-- The clock ends what nothing else does
-- limits: wallTime=50 instructions=1e12
-- expect: limit wallTime
while true do pcall(function() while true do end end) end
