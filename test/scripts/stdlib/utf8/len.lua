print(utf8.len(""), utf8.len("abc"), utf8.len("\xc3\xa4\xe2\x82\xac")) --> 0 3 2
print(utf8.len("ab\xffcd"), utf8.len("\xc3"), utf8.len("\x80")) --> nil nil nil 1
print(utf8.len("abc", 2), utf8.len("abc", -1), utf8.len("abc", 4), utf8.len("abc", 1, 2), utf8.len("abc", 3, 2)) --> 2 1 0 2 0
print(pcall(utf8.len, "abc", 5)) --> 5.3: false bad argument #2 to 'utf8.len' (initial position out of string) --> 5.4: false bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 1, 4)) --> 5.3: false bad argument #3 to 'utf8.len' (final position out of string) --> 5.4: false bad argument #3 to 'utf8.len' (final position out of bounds)
print(utf8.len("\xed\xa0\x80"), utf8.len("\xf4\x90\x80\x80"), utf8.len("\xc0\x80")) --> 5.3: 1 nil nil 1 --> 5.4: nil nil nil 1
