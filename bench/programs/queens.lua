-- size: 12  quick: 6
-- Backtracking with arrays.
local known = {[6] = 4, [12] = 14200}

return function(n)
  local columns, up, down, solutions = {}, {}, {}, 0
  local function place(row)
    if row > n then
      solutions = solutions + 1
      return
    end
    for c = 1, n do
      if not columns[c] and not up[row + c] and not down[row - c + n] then
        columns[c], up[row + c], down[row - c + n] = true, true, true
        place(row + 1)
        columns[c], up[row + c], down[row - c + n] = false, false, false
      end
    end
  end
  place(1)
  assert(solutions == known[n])
end
