math.randomseed(123)
local a, b, c = math.random(), math.random(100), math.random(-10, 10)
math.randomseed(123)
print(a == math.random(), b == math.random(100), c == math.random(-10, 10)) --> true true true
