local function message(source) local f, m = load(source, "=c") return (tostring(m):gsub("\n.*", "")) end
print(message(("function f() "):rep(250) .. ("end "):rep(250))) --> 5.3: c:1: too many C levels (limit is 200) in function at line 1 near 'function' --> 5.4: C stack overflow
print((load(("function f() "):rep(90) .. ("end "):rep(90), "=c")) ~= nil) --> true
