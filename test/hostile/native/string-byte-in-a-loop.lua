-- string.byte of long slices again and again
-- expect: limit instructions
local s = ("x"):rep(200000)
while true do s:byte(1, -1) end
