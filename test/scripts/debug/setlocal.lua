local function f(x)
  print(debug.setlocal(1, 1, "changed"), x)
  print(debug.setlocal(1, 99, 1))
end
f("original") --> x changed | nil
local y = 1
local g = function() return y end
print(debug.setlocal(1, 2, 42), g(), y) --> y 42 42
