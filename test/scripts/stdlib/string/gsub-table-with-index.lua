local asked = {}
local t = setmetatable({b = false, d = 7}, {__index = function (_, k) asked[#asked + 1] = k if k ~= "c" then return k:upper() end end})
print(("abcd"):gsub("%w", t)) --> Abc7 4
print(table.concat(asked, " ")) --> a c
print(("ab"):gsub("(a)(b)", setmetatable({}, {__index = {a = "first"}}))) --> first 1
print(("ab"):gsub("()", {"one", [3] = 3})) --> oneab3 3
print(pcall(string.gsub, "a", "a", {a = {}})) --> false invalid replacement value (a table)
