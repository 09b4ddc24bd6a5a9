local t = {}
for i = 1, 260 do t[i] = "f()" end
print(select(2, load("return f(" .. table.concat(t, ",") .. ")", "=c"))) --> c:1: function or expression needs too many registers near '('
print((load("return {" .. table.concat(t, ",") .. "}")) ~= nil) --> true
local c = {}
for i = 1, 300 do c[i] = "x" end
print(select(2, load("return " .. table.concat(c, ".."), "=c"))) --> 5.3: c:1: too many C levels (limit is 200) in main function near 'x' --> 5.4: C stack overflow | stack traceback: | [C]: in function 'load' | script.lua:7: in main chunk
