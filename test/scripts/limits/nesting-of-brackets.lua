print(load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150))()) --> 1
print(select(2, load("return " .. ("("):rep(100000) .. "1" .. (")"):rep(100000), "=c"))) --> 5.3: c:1: too many C levels (limit is 200) in main function near '(' --> 5.4: C stack overflow | stack traceback: | [C]: in function 'load' | script.lua:2: in main chunk
print(select(2, load(("{"):rep(100000), "=c"))) --> c:1: unexpected symbol near '{'
print(select(2, load(("do "):rep(100000), "=c"))) --> 5.3: c:1: too many C levels (limit is 200) in main function near 'do' --> 5.4: C stack overflow | stack traceback: | [C]: in function 'load' | script.lua:4: in main chunk
print(select(2, load("return " .. ("-"):rep(100000) .. "1", "=c"))) -->
print(select(2, load("x = " .. ("a."):rep(100000) .. "b", "=c"))) -->
print((load("return " .. ("1 .. "):rep(100) .. "1") ~= nil)) --> true
