print(load("x = 'abc\n'")) --> nil [string "x = 'abc..."]:1: unfinished string near ''abc'
print(load('x = "abc\r\n"')) --> nil [string "x = "abc\x0d..."]:1: unfinished string near '"abc'
print(load("x = 'abc")) --> nil [string "x = 'abc"]:1: unfinished string near <eof>
print(load("x = 'abc\\")) --> nil [string "x = 'abc\"]:1: unfinished string near <eof>
print(load("x = 'abc\\\n")) --> nil [string "x = 'abc\..."]:2: unfinished string near <eof>
---
local s = [[abc
def -- expect syntax error: unfinished long string (starting at line 7) near <eof>
---
--[==[ never closed -- expect syntax error: unfinished long comment (starting at line 10) near <eof>
