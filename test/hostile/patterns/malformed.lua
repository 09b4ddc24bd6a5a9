-- Patterns that end too early, and captures that are not there
-- expect: ok 15
local n = 0
for _, p in ipairs { "[", "[]", "[^", "[a-", "%", "%b", "%bx", "%f", "%fx", "(", "(()", "%1", "(%1)", "[%", "%9" } do
  local ok, m = pcall(string.find, ("a"):rep(10), p)
  n = n + (ok and 0 or 1)
end
print(n)
