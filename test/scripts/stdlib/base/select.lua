print(select("#"), select("#", nil), select(2, "a", "b", "c"), select(-1, "a", "b")) --> 0 1 b b
print(pcall(select)) --> false bad argument #1 to 'select' (number expected, got no value)
print(pcall(select, 1.5, 1)) --> false bad argument #1 to 'select' (number has no integer representation)
