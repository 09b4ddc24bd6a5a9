-- Only listed members of a class exist
-- host: classes
-- needs: defineClass
-- expect: ok 0 15
local n = 0
for _, k in ipairs { "secret", "steal", "constructor", "prototype", "__proto__", "toString", "hasOwnProperty", "valueOf", "then", "#hidden", "admin",
  "__defineGetter__", "__index", "isPrototypeOf", "toJSON" } do
  local ok, v = pcall(function() return host.account[k] end)
  if ok and v ~= nil then n = n + 1 print(k, v) end
end
print(n, host.account:deposit(5))
