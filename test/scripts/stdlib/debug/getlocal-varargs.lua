local function f(a, ...)
  for i = -1, -4, -1 do print(debug.getlocal(1, i)) end
  print(debug.setlocal(1, -2, "changed"))
  print(debug.setlocal(1, -9, "changed"))
  return ...
end
print(f("a", "x", nil, "z")) --> 5.3: (*vararg) x | (*vararg) nil | (*vararg) z | nil | (*vararg) | nil | x changed z --> 5.4: (vararg) x | (vararg) nil | (vararg) z | nil | (vararg) | nil | x changed z
print(select("#", f())) --> nil | nil | nil | nil | nil | nil | 0
local function fixed(a, b) return debug.getlocal(1, -1) end
print(fixed(1, 2, 3)) --> nil
print(debug.getlocal(1, -1)) --> nil
print(debug.getlocal(1, 0)) --> nil
