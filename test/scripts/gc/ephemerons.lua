local t = setmetatable({}, {__mode = "k"})
do
  local k = {}
  t[k] = {k}
end
collectgarbage()
print(next(t)) --> nil
local a = {}
t[a] = {b = {}}
t[t[a].b] = "through the value"
collectgarbage()
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n) --> 2
