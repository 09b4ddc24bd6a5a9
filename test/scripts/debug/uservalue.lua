print(debug.getuservalue({}), debug.getuservalue(1), debug.getuservalue(io.stdout)) --> nil nil nil
print(pcall(debug.setuservalue, {}, 1)) --> false bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
