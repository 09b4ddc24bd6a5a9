-- The metatable of a class is no way to its inside
-- host: classes
-- needs: defineClass
-- expect: ok done
local mt = getmetatable(host.account)
if type(mt) == "table" then
  for k, v in pairs(mt) do assert(not tostring(v):find("secret", 1, true)) end
  pcall(function() mt.__index = function() return "poisoned" end end)
end
pcall(setmetatable, host.account, {})
print("done")
