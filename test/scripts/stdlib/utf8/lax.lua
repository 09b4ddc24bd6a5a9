-- only: 5.4
print(utf8.len("\xed\xa0\x80", 1, -1, true), utf8.codepoint("\xf7\xbf\xbf\xbf", 1, 1, true)) --> 1 2097151
print(#utf8.char(0x7fffffff), utf8.len(utf8.char(0x7fffffff), 1, -1, true), utf8.len(utf8.char(0x7fffffff))) --> 6 1 nil 1
for p, c in utf8.codes("\xed\xa0\x80", true) do print(p, c) end --> 1 55296
print(pcall(utf8.char, 0x80000000)) --> false bad argument #1 to 'utf8.char' (value out of range)
