-- _ENV of a chunk set to anything
-- libs: all
-- expect: ok 4
local n = 0
for _, v in ipairs { 1, "x", print, false } do
  local f = load("return x.y")
  debug.setupvalue(f, 1, v)
  if not pcall(f) then n = n + 1 end
end
print(n)
