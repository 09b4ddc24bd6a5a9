print(math.abs(-5), math.abs(5.5), math.abs(math.mininteger), math.abs(-0.0)) --> 5 5.5 -9223372036854775808 0.0
print(math.max(1, 2.5), math.max(2, 1), math.min(3, 1.5, 2), math.max(1, 1.0), math.max(1.0, 1)) --> 2.5 2 1.5 1 1.0
print(pcall(math.max)) --> false bad argument #1 to 'math.max' (value expected)
print(math.max(0/0, 1) ~= math.max(0/0, 1), math.max(1, 0/0)) --> true 1
