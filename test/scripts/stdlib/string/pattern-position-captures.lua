print(("hello"):match("()l+()"), ("abc"):gsub("()", "%1")) --> 3 1a2b3c4 4
for p, w in ("one two"):gmatch("()(%a+)") do print(p, w) end --> 1 one | 5 two
