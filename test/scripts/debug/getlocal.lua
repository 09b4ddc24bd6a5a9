local function f(a, b, ...)
  local c = "c"
  do local hidden = 1 end
  local names = {}
  for i = 1, 4 do names[i] = debug.getlocal(1, i) end
  print(table.concat(names, " "))
  print(debug.getlocal(1, 1))
  print(debug.getlocal(1, -1))
  print(debug.getlocal(1, -2))
  print(debug.getlocal(1, -3))
end
f("A", "B", "V1", "V2") --> 5.3: a b c names | a A | (*vararg) V1 | (*vararg) V2 | nil --> 5.4: a b c names | a A | (vararg) V1 | (vararg) V2 | nil
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3)) --> a b nil
print(pcall(debug.getlocal, 50, 1)) --> false bad argument #1 to 'debug.getlocal' (level out of range)
