if true then
  print(1) -- expect syntax error: 'end' expected (to close 'if' at line 1) near <eof>
---
while true do

print(1) -- expect syntax error: 'end' expected (to close 'while' at line 4) near <eof>
---
local t = {

1, 2 -- expect syntax error: '}' expected (to close '{' at line 8) near <eof>
---
f(1,

2 -- expect syntax error: ')' expected (to close '(' at line 12) near <eof>
---
function f()
  repeat x()
  
end -- expect syntax error: 'until' expected (to close 'repeat' at line 17) near 'end'
---
for i = 1, 2
do -- expect syntax error: 'end' expected (to close 'for' at line 21) near <eof>
---
do end end -- expect syntax error: <eof> expected near 'end'
