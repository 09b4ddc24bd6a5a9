-- only: 5.4
print(debug.setcstacklimit(1000)) --> 200
print(pcall(debug.setcstacklimit)) --> false bad argument #1 to 'debug.setcstacklimit' (number expected, got no value)
print(pcall(debug.setcstacklimit, "x")) --> false bad argument #1 to 'debug.setcstacklimit' (number expected, got string)
