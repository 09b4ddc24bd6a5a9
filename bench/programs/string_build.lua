-- size: 60000  quick: 3000
-- Concatenation, table.concat, upper, reverse, sub.
return function(n)
  local s, parts = "", {}
  for i = 1, n do
    s = s .. string.char(97 + i % 26)
    parts[i] = "item" .. i
  end
  assert(#s == n)
  local joined = table.concat(parts, ",")
  assert(joined:sub(1, 11) == "item1,item2")
  local back = joined:reverse():upper()
  assert(back:sub(-5) == "1METI")
  local total = 0
  for i = 1, n do total = total + #(parts[i] .. "=" .. i .. ";") end
  assert(total == 2 * (#joined - (n - 1)) - 4 * n + 2 * n)
end
