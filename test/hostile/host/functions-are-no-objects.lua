-- A host function has no members and no prototype
-- host: returning
-- expect: ok 0 function
local n = 0
for _, k in ipairs { "constructor", "prototype", "__proto__", "call", "apply", "bind", "caller", "name", "length" } do
  if pcall(function() return host.symbol[k] end) then n = n + 1 end
  if pcall(function() host.symbol[k] = 1 end) then n = n + 1 end
end
print(n, type(host["function"]))
