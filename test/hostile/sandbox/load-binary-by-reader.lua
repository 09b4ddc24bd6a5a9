-- A reader cannot smuggle a binary chunk in
-- expect: ok nil | nil
for _, cut in ipairs { 1, 2 } do
  local n, s = 0, "\27LuaR\0\x19\x93\r\n\x1a\n"
  print((load(function() n = n + 1 return n == 1 and s:sub(1, cut) or n == 2 and s:sub(cut + 1) or nil end)))
end
