-- Long slices of a long string, all of them looked at
-- expect: limit instructions
local s = ("x"):rep(1000000)
while true do local b = s:sub(2):byte(1) end
