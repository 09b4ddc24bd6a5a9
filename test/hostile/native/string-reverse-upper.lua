-- reverse, upper and lower of long strings
-- expect: limit instructions
local s = ("aB\xe9"):rep(100000)
while true do local r = s:reverse():upper():lower():byte(1) end
