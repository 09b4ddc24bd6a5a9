local x, t = 1, {}
for i = 1, 1000 do x = x * 1103515245 + 12345 & 0x7fffffff t[i] = x end
table.sort(t)
local ok = true
for i = 2, #t do ok = ok and t[i - 1] <= t[i] end
print(ok, t[1], t[1000]) --> true 2697667 2145106763
