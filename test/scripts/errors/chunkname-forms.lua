print(pcall(load("error('x')", "=name"))) --> false name:1: x
print(pcall(load("error('x')", "@name"))) --> false name:1: x
print(pcall(load("error('x')", "name"))) --> false [string "name"]:1: x
print(pcall(load("error('x')"))) --> false [string "error('x')"]:1: x
print(pcall(load("error('x')", "line one\nline two"))) --> false [string "line one..."]:1: x
print(pcall(load("error('x')", ("y"):rep(100)))) --> false [string "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy..."]:1: x
print(pcall(load("error('x')", "@" .. ("z"):rep(100)))) --> false ...zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz:1: x
print(pcall(load("error('x')", "=" .. ("w"):rep(100)))) --> false wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww:1: x
print(pcall(load("error('x')", ""))) --> false [string ""]:1: x
