local t = {}
for i = 1, 30000 do t[i] = ("  {%d, 'name%d', x = %d.5},"):format(i, i, i) end
local data = load("return {\n" .. table.concat(t, "\n") .. "\n}")()
print(#data, data[30000][2], data[12345].x) --> 30000 name30000 12345.5
