local parts = {}
for i = 1, 150 do parts[i] = "'p" .. i .. "'" end
print(#load("return " .. table.concat(parts, " .. "))()) --> 492
