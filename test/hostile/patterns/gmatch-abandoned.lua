-- Iterators over long strings that are never finished
-- limits: instructions=1e9 memory=64M
-- expect: limit memory
local t = {}
while true do t[#t + 1] = (("x"):rep(100000) .. #t):gmatch(".") end
