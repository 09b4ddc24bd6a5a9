-- Tables that grow for ever
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t = {}
while true do t[#t + 1] = #t end
