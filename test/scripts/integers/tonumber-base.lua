print(tonumber("ff", 16), tonumber("zz", 36), tonumber("-101", 2), tonumber("  7  ", 8), tonumber("8", 8)) --> 255 1295 -5 7 nil
print(tonumber("7fffffffffffffff", 16), tonumber("ffffffffffffffff", 16), tonumber("1" .. ("0"):rep(64), 2)) --> 9223372036854775807 -1 0
print(tonumber("1.0", 10), tonumber("", 10), tonumber("1e1", 16), tonumber("ZZ", 36)) --> nil nil 481 1295
print(pcall(tonumber, "1", 1)) --> false bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "1", 37)) --> false bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, 10, 10)) --> false bad argument #1 to 'tonumber' (string expected, got number)
print(pcall(tonumber)) --> false bad argument #1 to 'tonumber' (value expected)
print(tonumber(nil), tonumber({}), tonumber(true)) --> nil nil nil
