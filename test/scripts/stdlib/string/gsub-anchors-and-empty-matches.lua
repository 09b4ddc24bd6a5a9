print(("aaa"):gsub("^a", "x"), ("hello world"):gsub("%w*", "x")) --> xaa x x 2
print(("abc"):gsub("b*", "-"), ("  a b "):gsub("%s*", "")) --> -a-c- ab 3
print((""):gsub("", "x"), (""):gsub("^", "x"), ("abc"):gsub("$", "!")) --> x x abc! 1
