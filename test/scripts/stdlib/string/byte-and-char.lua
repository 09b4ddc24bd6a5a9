print(("A"):byte(), ("abc"):byte(1, -1)) --> 65 97 98 99
print(("abc"):byte(10), select("#", ("abc"):byte(10))) --> nil 0
print(("abc"):byte(-1), ("\0\255"):byte(1, 2)) --> 99 0 255
print(string.char(), string.char(72, 105), #string.char(0, 255)) --> Hi 2
print(pcall(string.char, 1, 256)) --> false bad argument #2 to 'string.char' (value out of range)
