local f = assert(io.open("chunk.lua", "w"))
f:write("#!shebang\nlocal a = ...\nreturn 'file', a")
f:close()
print(loadfile("chunk.lua")(7)) --> file 7
print(dofile("chunk.lua")) --> file nil
print(loadfile("missing.lua")) --> nil cannot open missing.lua: No such file or directory
print(pcall(dofile, "missing.lua")) --> false cannot open missing.lua: No such file or directory
print(loadfile("chunk.lua", "b")) --> nil attempt to load a text chunk (mode is 'b')
