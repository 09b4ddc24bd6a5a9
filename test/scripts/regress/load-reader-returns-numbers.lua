local parts, i = {"return ", 5, 2}, 0
print(load(function() i = i + 1 return parts[i] end)()) --> 52
print((select(2, load(function() return {} end)):match("reader[^\n]*"))) --> reader function must return a string
