local function f(a, ...)
  local rest = {...}
  return function() a = a + #rest return a end
end
local g = f(1, "x", "y")
print(g(), g()) --> 3 5
