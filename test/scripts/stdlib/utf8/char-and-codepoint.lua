print(utf8.char(72, 228, 8364, 128512) == "H\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", #utf8.char(), utf8.char(65)) --> true 0 A
print(utf8.codepoint("h\xc3\xa4", 1, -1)) --> 104 228
print(utf8.codepoint("abc", 2), utf8.codepoint("abc", -1)) --> 98 99
print(pcall(utf8.codepoint, "\xff")) --> false invalid UTF-8 code
print(pcall(utf8.codepoint, "abc", 1, 10)) --> 5.3: false bad argument #3 to 'utf8.codepoint' (out of range) --> 5.4: false bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.char, -1)) --> false bad argument #1 to 'utf8.char' (value out of range)
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*", utf8.charpattern == "[\0-\x7F\xC2-\xF4][\x80-\xBF]*") --> 5.3: false true --> 5.4: true false
