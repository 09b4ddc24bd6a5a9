print(#"", #"abc", #"a\0b") --> 0 3 3
print(#{1, 2, 3}, #{[1] = 1, [2] = 2}) --> 3 2
---
print(#5) -- expect error: attempt to get length of a number value
---
local x = nil
print(#x) -- expect error: attempt to get length of a nil value (local 'x')
