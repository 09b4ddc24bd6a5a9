-- setlocal on the hidden variables of loops
-- libs: all
-- expect: limit instructions
for round = 1, 3 do
  for _, v in ipairs { "x", false, math.maxinteger, 0.5 } do
    pcall(function() for i = 1, 10 do for k = 1, 8 do debug.setlocal(1, k, v) end end end)
    pcall(function() for k, w in pairs({ 1, 2, 3 }) do for j = 1, 8 do debug.setlocal(1, j, v) end end end)
  end
end
for i = 1, 10 do debug.setlocal(1, 1, 5) for k = 1, 5 do pcall(debug.setlocal, 1, k, 1) end end
while true do end
