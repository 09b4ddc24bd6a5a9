print("10" + 5, "3" * "4", 10 - "2", "7" // 2, "7" % 4, "2" ^ 2, -"3") --> 5.3: 15.0 12.0 8.0 3.0 3.0 4.0 -3.0 --> 5.4: 15 12 8 3 3 4.0 -3
print("0x10" + 0, " 5 " + 1, "1e1" + 0) --> 5.3: 16.0 6.0 10.0 --> 5.4: 16 6 10.0
print(pcall(function() return "a" + 1 end)) --> 5.3: false script.lua:3: attempt to perform arithmetic on a string value --> 5.4: false script.lua:3: attempt to add a 'string' with a 'number'
print(pcall(function() return {} + "1" end)) --> 5.3: false script.lua:4: attempt to perform arithmetic on a table value --> 5.4: false script.lua:4: attempt to add a 'table' with a 'string'
