x = } -- expect syntax error: unexpected symbol near '}'
---
x = 'a' 'b' -- expect syntax error: unexpected symbol near ''b''
---
x = 12 34 -- expect syntax error: unexpected symbol near '34'
---
for i do end -- expect syntax error: '=' or 'in' expected near 'do'
---
x = @ -- expect syntax error: unexpected symbol near '@'
---
x = "abc" .. ~= 1 -- expect syntax error: unexpected symbol near '~='
---
f( -- expect syntax error: unexpected symbol near <eof>
---
return return -- expect syntax error: unexpected symbol near 'return'
