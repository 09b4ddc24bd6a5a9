-- Random patterns on random strings
-- expect: limit instructions
local parts = { "a", "b", ".", "%a", "%d", "%s", "%w*", "[ab]", "[^a]", "[a-c]", "*", "+", "-", "?", "(", ")", "()", "%1", "%2", "%b()", "%f[a]", "^", "$", "%", "[", "]", "\0", "\255" }
while true do
  local p, s = {}, {}
  for i = 1, math.random(1, 10) do p[i] = parts[math.random(#parts)] end
  for i = 1, math.random(0, 30) do s[i] = ("ab(c) 1\0\255"):sub(math.random(10), -1):sub(1, 1) end
  p, s = table.concat(p), table.concat(s)
  pcall(string.find, s, p)
  pcall(string.gsub, s, p, "%1%0")
  pcall(function() for a in s:gmatch(p) do end end)
end
