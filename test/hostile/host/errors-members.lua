-- The error of a host function has no members
-- host: throwing
-- expect: ok 0
local n = 0
for _, name in ipairs { "error", "wrapped", "object", "proxy", "native" } do
  local ok, e = pcall(host[name])
  for _, member in ipairs { "message", "stack", "cause", "name", "constructor", "__proto__", "toString", "secret", "then", "code" } do
    local ok2, v = pcall(function() return e[member] end)
    if ok2 and v ~= nil and type(v) ~= "function" then n = n + 1 print(name, member, v) end
  end
  local mt = getmetatable(e)
  if type(mt) == "table" then for k, v in pairs(mt) do if type(v) == "string" and v:find("secret", 1, true) then n = n + 1 end end end
end
print(n)
