local f = io.open("t.txt", "w+")
f:write("0123456789")
print(f:seek("set", 3), f:read(2), f:seek("cur"), f:seek("end", -1), f:read("a")) --> 3 34 5 9 9
print(f:seek("set", -1)) --> nil Invalid argument 22
print(f:seek("set", 2), f:read(1), f:write("XY") == f, f:seek("cur")) --> 2 2 true 5
print(pcall(f.seek, f, "middle")) --> false bad argument #2 to '?' (invalid option 'middle')
f:close()
f = io.open("t.txt", "a+")
f:write("!")
f:seek("set")
print(f:read("a")) --> 012XY56789!
f:close()
f = io.open("t.txt", "r+")
print(f:read(1), f:seek("cur", 0)) --> 0 1
f:write("-")
f:seek("set")
print(f:read("a"), f:setvbuf("full", 1024), f:flush() ~= nil) --> 0-2XY56789! true true
f:close()
