local x = 3.0
print(x, x + 1, x * 2, x - 3, -x, x // 1, x % 2, x ^ 1) --> 3.0 4.0 6.0 0.0 -3.0 3.0 1.0 3.0
print(math.type(x), math.type(x + 1), x == 3) --> float float true
print(#tostring(x), x .. "", ("%s"):format(x), 1e3, 1e3 // 1 | 0) --> 3 3.0 3.0 1000.0 1000
for i = 1.0, 2.0 do print(i) end --> 1.0 | 2.0
local sum = 0.0
for i = 1, 4 do sum = sum + i end
print(sum) --> 10.0
