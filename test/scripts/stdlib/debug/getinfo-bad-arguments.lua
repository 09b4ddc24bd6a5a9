print(pcall(debug.getinfo)) --> false bad argument #1 to 'debug.getinfo' (number expected, got no value)
print(pcall(debug.getinfo, nil)) --> false bad argument #1 to 'debug.getinfo' (number expected, got nil)
print(pcall(debug.getinfo, {})) --> false bad argument #1 to 'debug.getinfo' (number expected, got table)
print(pcall(debug.getinfo, 1.5)) --> false bad argument #1 to 'debug.getinfo' (number has no integer representation)
print(pcall(debug.getinfo, 1, {})) --> false bad argument #2 to 'debug.getinfo' (string expected, got table)
print(pcall(debug.getinfo, 1, "SX")) --> false bad argument #2 to 'debug.getinfo' (invalid option)
print(type(debug.getinfo(print, "")), next(debug.getinfo(print, ""))) --> table nil
print(debug.getinfo(-1), debug.getinfo(1000), debug.getinfo(2 ^ 31 - 1)) --> nil nil nil
print(pcall(debug.getinfo, coroutine.create(print))) --> false bad argument #2 to 'debug.getinfo' (number expected, got no value)
print(pcall(debug.getinfo, coroutine.create(print), 0, "?")) --> true nil
print(debug.getinfo("1", "l").currentline) --> 11
