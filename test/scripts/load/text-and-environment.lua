print(load("return 1 + 1")()) --> 2
print(load("return ...")(1, 2)) --> 1 2
local env = {x = "from env"}
print(load("return x", "c", "t", env)()) --> from env
print(load("y = 5", "c", "t", env)(), env.y, y) --> nil 5 nil
print(pcall(load("return x.y", "c", "t", {}))) --> false [string "c"]:1: attempt to index a nil value (global 'x')
