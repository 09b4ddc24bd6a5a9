-- Closures and upvalues that are kept
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t = {}
while true do local a, b, c t[#t + 1] = function() return a, b, c end end
