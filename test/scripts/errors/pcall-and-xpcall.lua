print(pcall(function(...) return ... end, 1, nil, 3)) --> true 1 nil 3
print(xpcall(function(a, b) return a + b end, print, 1, 2)) --> true 3
print(xpcall(function() error("e", 0) end, function(m) return m .. "!", "second" end)) --> false e!
print(pcall(pcall)) --> false bad argument #1 to 'pcall' (value expected)
print(pcall(xpcall)) --> false bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print)) --> false bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(5)) --> false attempt to call a number value
print(xpcall(nil, function(m) return "H:" .. m end)) --> false H:attempt to call a nil value
