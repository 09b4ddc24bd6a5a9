print(load("return 1 -- no newline")()) --> 1
print(load("--")()) -->
print(load("--[")()) -->
print(load("return 2 --[[x]]")()) --> 2
