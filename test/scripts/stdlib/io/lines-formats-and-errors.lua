local f = io.open("t.txt", "w")
f:write("a\nbb\n\nccc")
f:close()
for line in io.lines("t.txt") do io.write("[", line, "]") end print() --> [a][bb][][ccc]
for a, b in io.lines("t.txt", 1, "l") do print(a == "\n", b) end --> false  | false b | true ccc
local next = io.lines("t.txt", "a")
print(#next(), #next()) --> 9 0
f = io.open("t.txt")
next = f:lines("L")
next()
f:close()
print(pcall(next)) --> false file is already closed
print(pcall(io.lines, "nosuch")) --> false cannot open file 'nosuch' (No such file or directory)
print(select("#", io.lines("t.txt"))) --> 5.3: 1 --> 5.4: 4
print(pcall(io.lines, "t.txt", table.unpack({}, 1, 251))) --> false bad argument #252 to 'io.lines' (too many arguments)
