-- Tables with ever new sequences of keys
-- expect: limit instructions
local i = 0
while true do
  i = i + 1
  local t = {}
  for j = 1, 20 do t["k" .. (i * j % 997) .. "_" .. j] = j end
end
