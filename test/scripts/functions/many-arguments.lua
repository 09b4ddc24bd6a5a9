local t = {}
for i = 1, 250 do t[i] = i end
print(select("#", table.unpack(t))) --> 250
print((select(250, table.unpack(t)))) --> 250
print(math.max(table.unpack(t))) --> 250
