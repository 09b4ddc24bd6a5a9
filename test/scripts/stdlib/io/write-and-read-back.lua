local f = assert(io.open("f.txt", "w"))
print(f:write("line 1\n", 2, " ", 3.5, "\nlast") == f, io.type(f)) --> true file
print(f:close(), io.type(f), io.type(42)) --> true closed file nil
local g = io.open("f.txt")
print(g:read(), g:read("n"), g:read("n"), g:read("l"), g:read("a"), g:read("a"), g:read("l")) --> line 1 2 3.5  last  nil
g:close()
print(pcall(g.read, g)) --> false attempt to use a closed file
print((tostring(g):gsub("0x%x+", "P"))) --> file (closed)
