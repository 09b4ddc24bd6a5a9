-- __tostring of objects in objects, a hundred thousand deep
-- expect: ok false true
local t = "x"
for i = 1, 100000 do
  local inner = t
  t = setmetatable({}, { __tostring = function() return tostring(inner) .. "" end })
end
local ok, m = pcall(tostring, t)
print(ok, m:find("overflow", 1, true) ~= nil)
