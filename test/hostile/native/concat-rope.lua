-- A string grown one byte at a time is paid for like copies, even if nothing is copied
-- expect: limit instructions
local s = ""
while true do s = s .. "x" end
