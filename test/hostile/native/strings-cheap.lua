-- The cheap functions of string on long strings
-- expect: limit instructions
local s = ("\xe9"):rep(300000)
while true do local n = string.len(s) string.lower(s) string.upper(s) string.reverse(s) string.match(s, "^(.-)$") string.sub(s, 2, -2) end
