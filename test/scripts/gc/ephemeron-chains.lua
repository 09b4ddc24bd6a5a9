local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local e = setmetatable({}, {__mode = "k"})
local first = {}
do local at = first for i = 1, 1000 do local nxt = {} e[at] = nxt at = nxt end end
collectgarbage()
print(count(e)) --> 1000
first = nil
collectgarbage()
print(count(e)) --> 0
-- the same, entered from the far end
local root
do
  local nodes = {}
  for i = 1, 1000 do nodes[i] = {} end
  for i = 999, 1, -1 do e[nodes[i]] = {nodes[i + 1]} end
  root = nodes[1]
end
collectgarbage()
print(count(e)) --> 999
root = nil
collectgarbage()
print(count(e)) --> 0
-- through two tables
local a, b = setmetatable({}, {__mode = "k"}), setmetatable({}, {__mode = "k"})
local k1 = {}
do local k2, k3 = {}, {} a[k1] = k2 b[k2] = k3 a[k3] = k1 end
collectgarbage()
print(count(a), count(b)) --> 2 1
k1 = nil
collectgarbage()
print(count(a), count(b)) --> 0 0
-- a key that only its own value refers to
do local k = {} e[k] = {k} end
do local k = {} e[k] = function() return k end end
collectgarbage()
print(count(e)) --> 0
