-- A format of many options
-- expect: limit instructions
local f = ("!16xXi16"):rep(20000)
while true do pcall(string.pack, f) end
