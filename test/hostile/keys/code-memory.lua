-- Code that is kept
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t, s = {}, ("x = 1.5 "):rep(1000)
while true do t[#t + 1] = load(s .. #t .. "_") or load(s .. "y = " .. #t) end
