local f = io.open("l.txt", "w") f:write("a\nb\n\nc") f:close()
for l in io.lines("l.txt") do print("[" .. l .. "]") end --> [a] | [b] | [] | [c]
for l in io.lines("l.txt", "L") do io.write((l:gsub("\n", "N")), ";") end
print() --> aN;bN;N;c;
for a, b in io.lines("l.txt", 1, 1) do io.write((a:gsub("\n", "N")), "+", ((b or "nil"):gsub("\n", "N")), " ") end
print() --> a+N b+N N+c
print(pcall(io.lines, "missing.txt")) --> false cannot open file 'missing.txt' (No such file or directory)
