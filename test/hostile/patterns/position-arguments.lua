-- Start positions at the ends of the integers
-- expect: ok nil 1 nil 1
print(("a"):find("a", math.maxinteger), (("a"):find("a", math.mininteger)), ("a"):find("a", 3, true), (("a"):find("", -1e15 // 1 | 0)))
