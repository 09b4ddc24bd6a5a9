for i = 1, -math.huge do print("never") end
for i = 1, 0/0 do print("never") end
for i = 3, 1.5, -1 do print(i) end --> 3 | 2
for i = -1, -2.5, -1 do print(i) end --> -1 | -2
for i = 0, 0.99 do print(i) end --> 0
for i = 1, math.huge do if i > 2 then break end print(i) end --> 1 | 2
for i = 1.5, math.huge do if i > 3 then break end print(i) end --> 1.5 | 2.5
