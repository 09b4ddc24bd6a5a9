local t = setmetatable({}, {__index = function(_, i) if i <= 3 then return i * i end end})
for i, v in ipairs(t) do print(i, v) end --> 1 1 | 2 4 | 3 9
