print(pcall(string.find, "a", "[a")) --> false malformed pattern (missing ']')
print(pcall(string.find, "a", "[]")) --> false malformed pattern (missing ']')
print(pcall(string.find, "a", "%")) --> false malformed pattern (ends with '%')
print(pcall(string.find, "a", "(a")) --> false unfinished capture
print(pcall(string.find, "a", "a)")) --> true nil
print(pcall(string.find, "a", "%b")) --> false malformed pattern (missing arguments to '%b')
print(pcall(string.find, "a", "%f")) --> false missing '[' after '%f' in pattern
print(pcall(string.find, "a", ("("):rep(33) .. (")"):rep(33))) --> false too many captures
print(pcall(string.gsub, "a", "a", "%2")) --> false invalid capture index %2
print(pcall(string.gsub, "a", "a", "%x")) --> false invalid use of '%' in replacement string
print(pcall(string.gsub, "a", "a", "%")) --> false invalid use of '%' in replacement string
