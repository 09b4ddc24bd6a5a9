local list = {}
for i = 1, 3 do list[i] = function() return i end end
for k, v in next, list do list[k] = function() return v end end
