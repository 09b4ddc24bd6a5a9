-- getlocal and setlocal on every level and index, natives included
-- libs: all
-- expect: ok done
local function f(a, ...)
  for level = 0, 20 do
    for i = -10, 30 do
      local ok, name, value = pcall(debug.getlocal, level, i)
      if ok and name and level > 1 then pcall(debug.setlocal, level, i, value) end
    end
  end
  return a
end
table.sort({ 3, 2, 1 }, function(a, b) f(1, 2, 3) return a < b end)
for _, i in ipairs { math.maxinteger, math.mininteger, 1 << 31, -(1 << 31) } do pcall(debug.getlocal, 1, i) pcall(debug.setlocal, 1, i, 1) pcall(debug.getlocal, f, i) end
print("done")
