-- utf8.codes over text and over what follows a first byte
-- expect: limit instructions
local s = ("a\x80"):rep(1) .. ("\x80"):rep(300000)
while true do pcall(function() for p in utf8.codes("\u{e9}" .. s) do end end) end
