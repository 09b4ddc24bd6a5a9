local function sandbox()
  local _ENV = {tostring = tostring}
  x = 10
  return x, tostring(print), _ENV.x
end
print(sandbox()) --> 10 nil 10
print(x) --> nil
---
do
  local _ENV = {}
  y = 1
end
print(y) --> nil
local function f(_ENV) return z end
print(f({z = "env as parameter"})) --> env as parameter
---
local _ENV = nil
print(1) -- expect error: attempt to index a nil value (local '_ENV')
---
local _ENV = {print = print}
print(tostring) --> nil
