print(("%d|%5d|%-5d|%05d|%+d|% d"):format(42, 42, 42, 42, 42, 42)) --> 42|   42|42   |00042|+42| 42
print(("%x|%X|%#x|%o|%5.3d"):format(255, 255, 255, 8, 7)) --> ff|FF|0xff|10|  007
print(("%d %d %i"):format(3.0, "10", -1)) --> 3 10 -1
print(("%u"):format(1) == nil) --> false
