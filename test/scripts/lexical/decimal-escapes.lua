print("\65\066\0677") --> ABC7
print(#"\0\00\000") --> 3
print("\x41\x7a") --> Az
local s = "a\
b"
print(s == "a\nb") --> true
local z = "x\z
       y"
print(z) --> xy
