local t = {1, 2, nil, 4}
local n = 0
for i in ipairs(t) do n = i end
print(n) --> 2
print(select("#", ipairs({})), select(3, ipairs({}))) --> 3 0
print(pcall(ipairs)) --> false bad argument #1 to 'ipairs' (value expected)
