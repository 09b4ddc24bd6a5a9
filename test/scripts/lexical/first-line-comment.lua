local f = io.open("script.txt", "w")
f:write("# this line is skipped in files\nprint('ran') error('line 2')")
f:close()
print(pcall(dofile, "script.txt")) --> ran | false script.txt:2: line 2
print(load("# not in strings\nprint(1)", "=c")) --> nil c:1: unexpected symbol near '#'
