local function results(n) local t = {} for i = 1, n do t[i] = i end return table.unpack(t) end
print(select("#", results(5000))) --> 5000
local t = {results(5000)}
print(#t, t[5000]) --> 5000 5000
print((results(5000))) --> 1
