print("\q") -- expect syntax error: invalid escape sequence near '"\q'
---
print("\300") -- expect syntax error: decimal escape too large near '"\300"'
---
print("\xg0") -- expect syntax error: hexadecimal digit expected near '"\xg'
---
print("\u{110000000}") -- expect syntax error: 5.3: UTF-8 value too large near '"\u{110000' -- expect syntax error: 5.4: UTF-8 value too large near '"\u{110000000'
---
print("\u20") -- expect syntax error: missing '{' near '"\u2'
