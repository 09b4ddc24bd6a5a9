print(pcall(string.gsub, "a", "a", function() return {} end)) --> false invalid replacement value (a table)
print(pcall(string.gsub, "a", "a", {a = print})) --> false invalid replacement value (a function)
print(pcall(string.gsub, "a", "a", true)) --> 5.3: false bad argument #3 to 'string.gsub' (string/function/table expected) --> 5.4: false bad argument #3 to 'string.gsub' (string/function/table expected, got boolean)
print(pcall(string.gsub, "a", "a")) --> 5.3: false bad argument #3 to 'string.gsub' (string/function/table expected) --> 5.4: false bad argument #3 to 'string.gsub' (string/function/table expected, got no value)
print(pcall(string.gsub, "abc", ".", function(c) error("in callback " .. c, 0) end)) --> false in callback a
