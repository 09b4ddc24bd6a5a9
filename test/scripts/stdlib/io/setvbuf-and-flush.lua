local f = io.open("v.txt", "w")
print(f:setvbuf("no"), f:setvbuf("full", 1024), f:setvbuf("line"), f:flush() == f, io.flush() ~= nil) --> true true true false true
print(pcall(f.setvbuf, f, "wrong")) --> false bad argument #2 to '?' (invalid option 'wrong')
f:close()
