-- The length of a long rope costs its instruction
-- expect: limit instructions
local s = ("x"):rep(1000000)
while true do local n = #s + s:len() end
