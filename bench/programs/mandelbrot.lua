-- size: 300  quick: 32
-- Float arithmetic in locals.
return function(n)
  local inside = 0
  for py = 0, n - 1 do
    local ci = 2.0 * py / n - 1.0
    for px = 0, n - 1 do
      local cr = 2.0 * px / n - 1.5
      local zr, zi, i = 0.0, 0.0, 0
      while i < 100 and zr * zr + zi * zi <= 4.0 do
        zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
        i = i + 1
      end
      if i == 100 then inside = inside + 1 end
    end
  end
  local share = inside / (n * n)
  assert(share > 0.36 and share < 0.43, share)
end
