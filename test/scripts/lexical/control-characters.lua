print(load("x = \1")) --> nil [string "x = \x01"]:1: unexpected symbol near '<\1>'
print(load("x = \127y")) --> nil [string "x = \x7fy"]:1: unexpected symbol near '<\127>'
print(load("\xff = 1")) --> nil [string "\xff = 1"]:1: unexpected symbol near '<\255>'
print(load("a\0b = 1")) --> nil [string "a"]:1: syntax error
