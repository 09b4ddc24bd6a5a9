-- string.unpack of long strings again and again
-- expect: limit instructions
local s = string.pack("s4", ("x"):rep(1000000))
while true do local r = string.unpack("s4", s):byte(-1) end
