-- Long strings that are kept count as memory
-- limits: instructions=1e9 memory=64M
-- expect: limit memory
local t = {}
while true do t[#t + 1] = ("x"):rep(1000000) .. #t end
