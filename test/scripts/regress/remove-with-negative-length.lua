local t = setmetatable({}, {__len = function() return -1 end})
print(select(2, pcall(table.remove, t, 7))) --> 5.3: bad argument #1 to 'table.remove' (position out of bounds) --> 5.4: nil
