-- only: 5.4
math.randomseed(42)
print(math.random(1, 100), math.random(1, 100), math.random(1, 100), math.random(0)) --> 50 76 86 -7059243630996204619
print(math.random(), math.random(1 << 40)) --> 0.0096006865506838 934954126599
math.randomseed(1, 2)
print(math.random(1000), math.random(math.mininteger, math.maxinteger)) --> 130 -5058672734575677560
math.randomseed(7.0)
print(math.random(10), math.random(3)) --> 8 3
