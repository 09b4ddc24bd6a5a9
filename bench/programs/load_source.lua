-- size: 10000  quick: 50
-- load() of a large generated source, and running it.
local piece = [[
local function step%d(state, amount)
  local total = state.total or 0
  if amount > %d then
    total = total + amount * 2 - (state.bonus or 1)
  elseif amount == %d then
    total = total .. "" == "x" and 1 or total + 1
  else
    for i = 1, 2 do total = total + i end
  end
  state.total = total
  return state, {name = "step%d", value = total, list = {1, 2, 3}}
end
state = step%d(state, %d)
]]

return function(n)
  local parts = {"local state = {}\n"}
  for i = 1, n do
    parts[#parts + 1] = "do " .. piece:format(i, i, i, i, i, i + 1) .. " end\n"
  end
  parts[#parts + 1] = "return state.total\n"
  local chunk = assert(load(table.concat(parts), "=generated"))
  assert(chunk() == n * (n + 3) - n)
end
