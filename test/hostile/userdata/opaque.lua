-- A userdata without a class has no members, no length, no call, no order
-- host: classes
-- needs: userdata
-- expect: ok 0 userdata
local n, u = 0, host.opaque
for _, f in ipairs { function() return u.secret end, function() u.x = 1 end, function() return #u end, function() return u() end,
  function() return u < u end, function() return u .. "" end, function() return u + 1 end, function() for k in pairs(u) do end end } do
  if pcall(f) then n = n + 1 end
end
print(n, type(u))
