local t = setmetatable({}, {__len = function() print "len" return 0 end})
print(pcall(table.insert, t))
--> len | false wrong number of arguments to 'insert'
print(pcall(table.insert, t, "x", 1))
--> len | false bad argument #2 to 'table.insert' (number expected, got string)
print(pcall(table.insert, setmetatable({}, {__len = function() return "?" end})))
--> false object length is not an integer
