-- size: 250000  quick: 5000
-- select, table.pack, table.unpack, forwarding.
local function sum(...)
  local s = 0
  for i = 1, select("#", ...) do s = s + (select(i, ...)) end
  return s
end
local function forward(f, ...) return f(...) end
local function collect(...)
  local t = {...}
  return #t, t[1], t[#t]
end

return function(n)
  local total = 0
  for i = 1, n do
    total = total + forward(sum, i, 1, 2, 3)
    local c, first, last = collect(i, i + 1, i + 2)
    assert(c == 3 and first == i and last == i + 2)
    local p = table.pack(table.unpack({i, i, i}, 1, 3))
    total = total + p.n + p[3]
  end
  assert(total == n * (n + 1) + 9 * n)
end
