-- Chunk names that look like code, paths and ends of comments
-- expect: ok 5
local n = 0
for _, name in ipairs { "=*/ globalThis.x = 1 /*", "=\u{2028}\u{2029}`${1}`", "=__proto__", "@constructor", "=\0\n\r\"'\\" } do
  local f = load("error('e')", name)
  if select(2, pcall(f)):find(":1: e", 1, true) then n = n + 1 end
end
print(n)
