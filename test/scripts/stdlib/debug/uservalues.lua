print(debug.getuservalue(nil)) --> nil
print(debug.getuservalue()) --> nil
print(debug.getuservalue(io.stdout)) --> nil
print(pcall(debug.setuservalue)) --> false bad argument #1 to 'debug.setuservalue' (userdata expected, got no value)
print(pcall(debug.setuservalue, 1, 2)) --> false bad argument #1 to 'debug.setuservalue' (userdata expected, got number)
print(pcall(debug.setuservalue, io.stdout)) --> false bad argument #2 to 'debug.setuservalue' (value expected)
