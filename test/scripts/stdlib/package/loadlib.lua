print((package.loadlib("./no-such-library.so", "luaopen_x"))) --> nil
print(select("#", package.loadlib("./no-such-library.so", "luaopen_x"))) --> 3
print(pcall(package.loadlib)) --> false bad argument #1 to 'package.loadlib' (string expected, got no value)
