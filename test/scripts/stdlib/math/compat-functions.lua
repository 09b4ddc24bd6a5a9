print(math.pow(2, 10), math.log10(1000), math.ldexp(0.5, 3), math.frexp(8), math.cosh(0)) --> 1024.0 3.0 4.0 0.5 1.0
print(math.sinh(0), math.tanh(0), pcall(function() return math.atan2(1, 1) end)) --> 0.0 0.0 true 0.78539816339745
print(unpack, loadstring, setfenv, table.maxn, string.gfind) --> nil nil nil nil nil
