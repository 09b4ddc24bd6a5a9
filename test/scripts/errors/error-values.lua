print(pcall(error)) --> false nil
print(pcall(error, nil)) --> false nil
print(pcall(error, 42)) --> false 42
print(pcall(error, 4.0)) --> false 4.0
print(pcall(error, true)) --> false true
local t = {}
print(select(2, pcall(error, t)) == t) --> true
print(pcall(error, "text", 0)) --> false text
