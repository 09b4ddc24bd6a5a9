-- The same for a chunk without debug information, with random bytes in three places
-- libs: all
-- options: allowBytecode
-- limits: instructions=1e8
-- expect: ok done
local d = string.dump(load("local a, b = ... local t = setmetatable({}, { __index = function(_, k) return k end }) for k, v in pairs({ 1, a, b }) do t[k] = v .. '' end goto e ::e:: return t.x, #t, -1 // 2, function(...) return ... end"), true)
for i = 1, 3000 do
  local bad = d
  for k = 1, 3 do
    local at = math.random(1, #d)
    bad = bad:sub(1, at - 1) .. string.char(math.random(0, 255)) .. bad:sub(at + 1)
  end
  local g = load(bad, "=bad", "b")
  if g then pcall(coroutine.wrap(g), 1, 2) end
end
print("done")
