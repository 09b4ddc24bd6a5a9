-- Numerals of a million digits, in every base
-- expect: limit instructions
local d, h, z, s = ("9"):rep(1000000), "0x" .. ("f"):rep(1000000), ("z"):rep(1000000), (" "):rep(1000000) .. "1"
local e, p = "1e" .. d, "0x1p" .. d
while true do tonumber(d) tonumber(h) tonumber(z, 36) tonumber(s) tonumber(e) tonumber(p) tonumber("." .. d) end
