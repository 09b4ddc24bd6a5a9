print(tostring(nil), tostring(true), tostring(12), tostring(1.5), tostring("s")) --> nil true 12 1.5 s
print((tostring({}):gsub("0x%x+$", "P")), (tostring(print):gsub("0x%x+$", "P")), (tostring(coroutine.create(print)):gsub("0x%x+$", "P"))) --> table: P function: P thread: P
print(pcall(tostring)) --> false bad argument #1 to 'tostring' (value expected)
