-- size: 400  quick: 5
-- Conway's Life on a torus: integer arrays, index arithmetic.
return function(n)
  local w, h = 64, 48
  local cells = {}
  for i = 1, w * h do cells[i] = 0 end
  local function set(x, y) cells[y * w + x + 1] = 1 end
  -- a glider and a blinker
  set(1, 0) set(2, 1) set(0, 2) set(1, 2) set(2, 2)
  set(40, 30) set(41, 30) set(42, 30)
  for _ = 1, n do
    local new = {}
    for y = 0, h - 1 do
      local up, here, down = (y - 1) % h * w, y * w, (y + 1) % h * w
      for x = 0, w - 1 do
        local l, c, r = (x - 1) % w + 1, x + 1, (x + 1) % w + 1
        local s = cells[up + l] + cells[up + c] + cells[up + r] + cells[here + l] + cells[here + r]
          + cells[down + l] + cells[down + c] + cells[down + r]
        new[here + c] = (s == 3 or s == 2 and cells[here + c] == 1) and 1 or 0
      end
    end
    cells = new
  end
  local alive = 0
  for i = 1, w * h do alive = alive + cells[i] end
  assert(alive == 8)
end
