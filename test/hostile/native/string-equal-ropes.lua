-- Comparing ropes that were never looked at
-- expect: limit instructions
local h = ("x"):rep(200000)
while true do local c = (h .. "a" .. h) == (h .. "b" .. h) end
