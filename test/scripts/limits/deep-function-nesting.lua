print((select(2, load(("function f() "):rep(250) .. ("end "):rep(250), "=c")))) --> 5.3: c:1: too many C levels (limit is 200) in function at line 1 near 'function' --> 5.4: C stack overflow | stack traceback: | [C]: in function 'load' | script.lua:1: in main chunk
print((load(("function f() "):rep(90) .. ("end "):rep(90), "=c")) ~= nil) --> true
