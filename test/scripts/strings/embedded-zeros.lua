local s = "a\0b\0"
print(#s, s:byte(1, -1)) --> 4 97 0 98 0
print(s == "a\0b\0", s == "a", s .. "c" == "a\0b\0c") --> true false true
print(({[s] = "key"})["a\0b\0"], s:find("\0", 1, true), s:find("b")) --> key 2 3 3
print(("a\0b"):upper() == "A\0B", ("%s"):format("x\0y") == "x\0y") --> true true
