-- Sizes of string.pack that no string has
-- expect: ok 5
local n = 0
for _, f in ipairs { "c9999999999", "i17", "!32i4", "c" .. ("9"):rep(1000000), "i0" } do
  if not pcall(string.pack, f, 1) then n = n + 1 end
end
print(n)
