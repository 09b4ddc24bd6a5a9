-- only: 5.4
print(pcall(debug.getinfo, 1, ">S")) --> false bad argument #2 to 'debug.getinfo' (invalid option '>')
print(pcall(debug.getinfo, print, ">")) --> false bad argument #2 to 'debug.getinfo' (invalid option '>')
print(pcall(debug.getinfo, print, "S>")) --> false bad argument #2 to 'debug.getinfo' (invalid option)
