-- Methods on what is no instance
-- host: classes
-- needs: defineClass
-- expect: ok 0
local n, f = 0, host.account.deposit
for _, v in ipairs { {}, "x", 1, print, host.opaque, io or true } do if pcall(f, v, 1) then n = n + 1 end end
if pcall(f) then n = n + 1 end
print(n)
