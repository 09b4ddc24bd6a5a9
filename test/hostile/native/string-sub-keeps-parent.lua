-- Short slices do not keep their long parents alive: the watchdog would see it
-- limits: memory=64M instructions=1e8
-- expect: limit instructions
local t = {}
while true do
  local long = ("x"):rep(2000000) .. #t
  t[#t + 1] = long:sub(1000000, 1000020)
  t[#t + 1] = ("y"):rep(20000)
end
