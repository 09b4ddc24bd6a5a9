print(math.type(1), math.type(1.0), math.type("1"), math.type(nil)) --> integer float nil nil
print(pcall(math.type)) --> false bad argument #1 to 'math.type' (value expected)
print(math.tointeger(2.0), math.tointeger(2.5), math.tointeger(1e100)) --> 2 nil nil
