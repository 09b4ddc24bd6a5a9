local dumped = string.dump(load("return 'binary'"))
print(load(dumped, "b", "b")(), load(dumped, "b", "bt")()) --> binary binary
print(load(dumped, "name", "t")) --> nil attempt to load a binary chunk (mode is 't')
print(load("return 1", "=name", "b")) --> nil attempt to load a text chunk (mode is 'b')
print(pcall(load, "return 1", "n", "xyz")) --> true nil attempt to load a text chunk (mode is 'xyz')
