print(3x) -- expect syntax error: 5.3: ')' expected near 'x' -- expect syntax error: 5.4: malformed number near '3x'
---
print(0x) -- expect syntax error: malformed number near '0x'
---
print(1..2) -- expect syntax error: malformed number near '1..2'
---
print(1e+) -- expect syntax error: malformed number near '1e+'
---
print(3_000) -- expect syntax error: 5.3: ')' expected near '_000' -- expect syntax error: 5.4: malformed number near '3_'
---
print(0x1p) -- expect syntax error: malformed number near '0x1p'
