print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(5.5, 2), math.fmod(-5.5, 2)) --> 1 -1 1 1.5 -1.5
print(math.fmod(math.mininteger, -1), pcall(math.fmod, 1, 0)) --> 0 false bad argument #2 to 'math.fmod' (zero)
print(math.fmod(1, 0.0), math.fmod(1, math.huge)) --> -nan 1.0
print(math.modf(3.7), math.modf(-3.7), math.modf(5), math.modf(1/0), math.modf(-1/0)) --> 3 -3 5 inf -inf 0.0
