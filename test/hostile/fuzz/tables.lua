-- Random operations on tables of every shape, checked by what must hold
-- expect: limit instructions
local random = math.random
local keys = { 1, 2, 3, 4, 8, 16, 17, 1000, -1, 0, 0.5, 2 ^ 53, math.maxinteger, math.mininteger, "a", "b", "__proto__", "constructor", "length", "1", true, false, print }
while true do
  local t, n = {}, 0
  for i = 1, 200 do
    local k = random(4) == 1 and random(300) or keys[random(#keys)]
    local old = t[k]
    if random(3) == 1 then t[k] = nil if old ~= nil then n = n - 1 end else t[k] = i if old == nil then n = n + 1 end end
    assert((t[k] == i) or t[k] == nil)
  end
  local seen = 0
  for k, v in pairs(t) do seen = seen + 1 assert(rawequal(t[k], v)) end
  assert(seen == n)
  local b = #t
  assert(b == 0 or t[b] ~= nil)
  assert(t[b + 1] == nil)
  pcall(table.sort, t)
  pcall(table.insert, t, random(1, 10), 1)
  pcall(table.remove, t, random(1, 10))
  pcall(table.move, t, 1, random(10), random(10))
end
