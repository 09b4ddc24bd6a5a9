-- Strings of nothing but continuation bytes
-- expect: limit instructions
local s = ("\x80"):rep(500000)
while true do
  pcall(utf8.len, s) pcall(utf8.offset, s, 1, 250000) pcall(utf8.offset, s, 0, 500000) pcall(utf8.codepoint, s, 1, -1)
  pcall(function() for p in utf8.codes(s) do end end)
end
