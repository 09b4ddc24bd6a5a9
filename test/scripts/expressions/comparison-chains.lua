print(1 < 2 == true) --> true
print("a" < "b" == not nil) --> true
print(1 == 1 ~= false) --> true
---
print(1 < 2 < 3) -- expect error: attempt to compare boolean with number
