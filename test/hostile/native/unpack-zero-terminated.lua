-- string.unpack looks for a zero byte far away
-- expect: limit instructions
local s = ("x"):rep(1000000) .. "\0"
while true do string.unpack("z", s) end
