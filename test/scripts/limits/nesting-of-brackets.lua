local function message(source) local f, m = load(source, "=c") return (tostring(m):gsub("\n.*", "")) end
print(load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150))()) --> 1
print(message("return " .. ("("):rep(100000) .. "1" .. (")"):rep(100000))) --> 5.3: c:1: too many C levels (limit is 200) in main function near '(' --> 5.4: C stack overflow
print(message("x = " .. ("{"):rep(100000))) --> 5.3: c:1: too many C levels (limit is 200) in main function near '{' --> 5.4: C stack overflow
print(message(("do "):rep(100000))) --> 5.3: c:1: too many C levels (limit is 200) in main function near 'do' --> 5.4: C stack overflow
print(message("return " .. ("- "):rep(100000) .. "1")) --> 5.3: c:1: too many C levels (limit is 200) in main function near '-' --> 5.4: C stack overflow
print(message("return " .. ("not "):rep(100000) .. "1")) --> 5.3: c:1: too many C levels (limit is 200) in main function near 'not' --> 5.4: C stack overflow
print((load("x = a" .. (".a"):rep(10000))) ~= nil) --> true
print(load("return " .. ("1 .. "):rep(150) .. "1") ~= nil) --> true
print(message("return " .. ("1 .. "):rep(250) .. "1")) --> 5.3: c:1: too many C levels (limit is 200) in main function near '1' --> 5.4: C stack overflow
print(message("return " .. ("2 ^ "):rep(250) .. "1")) --> 5.3: c:1: too many C levels (limit is 200) in main function near '2' --> 5.4: C stack overflow
print(load("return " .. ("1 + "):rep(5000) .. "1")()) --> 5001
