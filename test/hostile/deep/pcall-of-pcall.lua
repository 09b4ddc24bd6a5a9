-- pcall as its own argument, a hundred thousand times
-- expect: ok boolean
print(type((pcall(table.unpack((function() local t = {} for i = 1, 100000 do t[i] = pcall end return t end)())))))
