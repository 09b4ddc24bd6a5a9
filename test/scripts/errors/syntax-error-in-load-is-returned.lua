print(load("x =")) --> nil [string "x ="]:1: unexpected symbol near <eof>
print(load("x = 1 1", "=mychunk")) --> nil mychunk:1: unexpected symbol near '1'
print(load("for", "@file.lua")) --> nil file.lua:1: <name> expected near <eof>
print(load("local x <const> = 1; x = 2", "=c")) --> 5.3: nil c:1: unexpected symbol near '<' --> 5.4: nil c:1: attempt to assign to const variable 'x'
print(load("goto nope", "=c")) --> nil c:1: no visible label 'nope' for <goto> at line 1
