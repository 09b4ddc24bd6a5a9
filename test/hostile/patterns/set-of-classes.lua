-- A set of classes
-- expect: limit instructions
local s, p = ("\x80"):rep(100000), "[" .. ("%a%d%s%p"):rep(1000) .. "]"
while true do s:find(p) end
