local t = {}
for i = 1, 6000 do t[i] = ("  {%d, 'name%d', x = %d.5},"):format(i, i, i) end
local data = load("return {\n" .. table.concat(t, "\n") .. "\n}")()
print(#data, data[6000][2], data[1234].x) --> 6000 name6000 1234.5
