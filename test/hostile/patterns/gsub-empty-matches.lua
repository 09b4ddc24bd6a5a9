-- Empty matches at each position of a long string
-- expect: limit instructions
local s = ("x"):rep(100000)
while true do s:gsub("", "") s:gsub("y*", "") end
