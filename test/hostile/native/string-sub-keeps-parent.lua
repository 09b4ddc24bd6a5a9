-- Short slices that keep long parents alive: what is accounted must bound what is resident
-- limits: memory=32M instructions=1e8
-- expect: limit memory
local t = {}
while true do
  local long = ("x"):rep(2000000) .. #t
  t[#t + 1] = long:sub(1000000, 1000020)
  t[#t + 1] = ("y"):rep(20000)
end
