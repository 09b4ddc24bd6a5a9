-- Long messages through assert and error
-- expect: limit instructions
local s = ("x"):rep(500000)
while true do pcall(assert, false, s) pcall(error, s) pcall(error, s, 0) end
