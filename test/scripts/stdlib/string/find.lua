print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz")) --> 7 3 nil
print(("hello"):find(""), ("hello"):find("", 10), ("hello"):find("", 6)) --> 1 nil 6 5
print(("hello"):find("l", -2), ("a.b"):find(".", 1, true), ("a.b"):find("%.")) --> 4 2 2 2
print(("hello"):find("(l)(l)"), ("abc"):find("b", 3)) --> 3 nil
print(("a+b"):find("+", 1, true), ("aXb"):find("%u")) --> 2 2 2
