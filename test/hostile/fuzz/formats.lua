-- Random formats for format, pack, unpack and date
-- libs: all
-- expect: limit instructions
local parts = { "%", "d", "5", ".", "3", "-", "#", "0", "s", "q", "g", "a", "x", "c", "i", "%%", " ", "+", "!", "<", ">", "=", "j", "J", "T", "f", "n", "s1", "z", "X", "c9", "b", "h", "E", "O", "Y", "*t", "\0" }
local args = { 1, -1, 1.5, "s", math.mininteger, 1 / 0, "10", {}, true }
while true do
  local f = {}
  for i = 1, math.random(1, 8) do f[i] = parts[math.random(#parts)] end
  f = table.concat(f)
  local a, b = args[math.random(#args)], args[math.random(#args)]
  pcall(string.format, f, a, b, a)
  pcall(string.pack, f, a, b, a)
  pcall(string.packsize, f)
  pcall(string.unpack, f, "\1\2\3\4\5\6\7\8\1\0\0\0\0\0\0\0\0")
  pcall(os.date, f, 0)
end
