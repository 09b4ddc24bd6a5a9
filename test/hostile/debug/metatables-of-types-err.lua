-- Metatables for basic types that err and overflow
-- libs: all
-- expect: ok 0
local mt = {}
mt.__index = function(t, k) return t[k] end
mt.__call = mt
mt.__add = function(a, b) return a + b + {} end
mt.__tostring = function(v) return tostring(v) .. "" end
debug.setmetatable(nil, mt)
debug.setmetatable(true, mt)
local n = 0
for _, f in ipairs { function() return (nil).x end, function() return nil + 1 end, function() return tostring(nil) end, function() return (true).x end, function() local x = (nil)() end } do
  if pcall(f) then n = n + 1 end
end
debug.setmetatable(nil, nil)
debug.setmetatable(true, nil)
print(n)
