-- Addresses in texts are serial numbers
-- expect: ok true true
local a, b = tostring({}), tostring(print)
print(tonumber(a:match("0x(%x+)"), 16) < 65536, tonumber(b:match("0x(%x+)"), 16) < 65536)
