-- No member can be set that is not meant to be
-- host: classes
-- needs: defineClass
-- expect: ok 0 10
local n = 0
for _, k in ipairs { "balance", "secret", "deposit", "constructor", "__proto__", "toString", "new" } do
  if pcall(function() host.account[k] = 1 end) then n = n + 1 print(k) end
end
print(n, host.account.balance)
