-- A set of thousands of items tried at each byte, again and again
-- expect: limit instructions
local s, p = ("a"):rep(100000), "[" .. ("b-c"):rep(10000) .. "]"
while true do s:find(p) end
