-- Every byte alone, at the start and after a token
-- expect: ok 512 true
local n, clean = 0, true
for i = 0, 255 do
  for _, s in ipairs { string.char(i), "x = " .. string.char(i) } do
    local f, m = load(s, "=s", "t")
    n = n + 1
    if not f and not m:find("^s:%d+: ") and i ~= 27 then clean = m end
  end
end
print(n, clean)
