-- utf8.len, offset and codepoint over long strings from both ends
-- expect: limit instructions
local s = ("\u{10FFFF}"):rep(50000)
while true do
  utf8.len(s) utf8.len(s, -1) utf8.offset(s, 49999) utf8.offset(s, -49999) utf8.codepoint(s, 1, -1)
end
