local function message(source) local f, m = load(source, "=c") return (tostring(m):gsub("\n.*", "")) end
local t = {}
for i = 1, 260 do t[i] = "f()" end
print(message("return f(" .. table.concat(t, ",") .. ")")) --> c:1: function or expression needs too many registers near '('
print((load("return {" .. table.concat(t, ",") .. "}")) ~= nil) --> true
