print(tostring(1e15), tostring(2^63), tostring(-0.0), tostring(1e300 * 1e10), tostring(3 | 0)) --> 1e+15 9.2233720368548e+18 -0.0 inf 3
print(1 .. "", 1.0 .. "", -1 .. "", 1e100 .. "") --> 1 1.0 -1 1e+100
