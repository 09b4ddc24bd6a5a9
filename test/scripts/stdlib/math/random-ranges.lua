for i = 1, 200 do
  local a, b, c = math.random(), math.random(6), math.random(-3, 3)
  assert(a >= 0 and a < 1 and b >= 1 and b <= 6 and c >= -3 and c <= 3 and math.type(b) == "integer")
end
print(math.random(5, 5), math.random(math.maxinteger, math.maxinteger)) --> 5 9223372036854775807
print((pcall(math.random, 0))) --> 5.3: false --> 5.4: true
print(pcall(math.random, 2, 1)) --> false bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, 1, 2, 3)) --> false wrong number of arguments
print(pcall(math.random, 1.5)) --> false bad argument #1 to 'math.random' (number has no integer representation)
