print(type(nil), type(1), type("s"), type({}), type(print), type(true), type(coroutine.create(print)), type(io.stdout)) --> nil number string table function boolean thread userdata
print(pcall(type)) --> false bad argument #1 to 'type' (value expected)
