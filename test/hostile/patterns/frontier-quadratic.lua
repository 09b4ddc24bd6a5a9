-- A frontier looked for at each position, with a long set, again and again
-- expect: limit instructions
local s, p = ("a"):rep(100000), "%f[" .. ("b"):rep(10000) .. "]"
while true do s:find(p) end
