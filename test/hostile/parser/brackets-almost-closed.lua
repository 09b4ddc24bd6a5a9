-- Long brackets full of almost closings
-- expect: limit instructions
local s = "x = [==========[" .. ("]========="):rep(50000)
while true do load(s) end
