local s = "a\xc3\xa4\xe2\x82\xacb"
print(utf8.offset(s, 1), utf8.offset(s, 2), utf8.offset(s, 3), utf8.offset(s, 4), utf8.offset(s, 5), utf8.offset(s, 6)) --> 1 2 4 7 8 nil
print(utf8.offset(s, -1), utf8.offset(s, -2), utf8.offset(s, -5), utf8.offset(s, 0, 3), utf8.offset(s, 0, 6)) --> 7 4 nil 2 4
print(pcall(utf8.offset, s, 1, 3)) --> false initial position is a continuation byte
print(pcall(utf8.offset, s, 1, 20)) --> 5.3: false bad argument #3 to 'utf8.offset' (position out of range) --> 5.4: false bad argument #3 to 'utf8.offset' (position out of bounds)
