print(rawequal(1, 1.0), rawequal("a", "a"), rawequal({}, {})) --> true true false
print(rawget({1}, 1), rawset({}, "k", 1).k) --> 1 1
print(pcall(rawget, 1, 1)) --> false bad argument #1 to 'rawget' (table expected, got number)
print(pcall(rawset, {}, 1)) --> false bad argument #3 to 'rawset' (value expected)
print(pcall(rawequal, 1)) --> false bad argument #2 to 'rawequal' (value expected)
print(pcall(rawlen)) --> 5.3: false bad argument #1 to 'rawlen' (table or string expected) --> 5.4: false bad argument #1 to 'rawlen' (table or string expected, got no value)
