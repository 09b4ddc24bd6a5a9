print(assert(1, "unused", 3)) --> 1 unused 3
print(pcall(assert, false)) --> false assertion failed!
print(pcall(assert, nil, "message")) --> false message
print(type(select(2, pcall(assert, false, {1})))) --> table
print(pcall(assert)) --> false bad argument #1 to 'assert' (value expected)
print(select("#", assert(true, nil, nil))) --> 3
print(pcall(assert, nil, nil)) --> false nil
---
assert(false) -- expect error: assertion failed!
---
assert(1 == 2, "math works") -- expect error: math works
