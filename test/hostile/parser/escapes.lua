-- Escapes that are wrong or too large
-- expect: ok 9
local n = 0
for _, e in ipairs { "\\x", "\\xg0", "\\256", "\\u{", "\\u{}", "\\u{80000000}", "\\u{" .. ("0"):rep(100000) .. "x}", "\\q", "\\" } do
  if not load("x = '" .. e .. "'") then n = n + 1 end
end
print(n)
