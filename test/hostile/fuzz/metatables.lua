-- Random metatables made of random functions, set on random tables
-- expect: limit instructions
local random = math.random
local events = { "__index", "__newindex", "__call", "__add", "__concat", "__len", "__eq", "__lt", "__le", "__unm", "__tostring", "__pairs", "__gc", "__mode", "__close", "__metatable", "__name", "__proto__" }
local handlers = { function(a, b) return b end, function(a) return a end, error, rawget, next, type, "kv", "x", 1, true, {}, pcall, select, setmetatable, getmetatable }
local all = {}
for i = 1, 10 do all[i] = {} end
while true do
  local mt = {}
  for i = 1, random(0, 5) do mt[events[random(#events)]] = random(4) == 1 and all[random(10)] or handlers[random(#handlers)] end
  local k = random(10)
  if not pcall(setmetatable, all[k], mt) then all[k] = {} end
  local a, b = all[random(10)], all[random(10)]
  pcall(function() return a.x end) pcall(function() a.y = b end) pcall(function() return a(b) end) pcall(function() return a + b end)
  pcall(function() return a .. b end) pcall(function() return #a end) pcall(function() return a == b, a < b, a <= b end) pcall(tostring, a)
  pcall(function() for x in pairs(a) do break end end) pcall(function() return -a end)
  if random(100) == 1 then pcall(collectgarbage) end
end
