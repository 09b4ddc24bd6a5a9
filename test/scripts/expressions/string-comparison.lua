print("a" < "b", "a" < "B", "" < "a", "a" < "aa", "Z" < "a") --> true false true true true
print("a\0b" < "a\0c", "a\0" > "a", "\xff" > "a") --> true true true
print("10" < "9", "a" <= "a", "b" >= "c") --> true true false
