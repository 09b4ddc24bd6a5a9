-- %q of bytes that grow fourfold
-- expect: limit instructions
local s = ("\0"):rep(100000) .. "1"
while true do string.format("%q", s) end
