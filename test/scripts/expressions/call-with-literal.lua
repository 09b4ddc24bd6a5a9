local function id(x) return x end
print(id"str", id[[long]], id{1, 2}[2]) --> str long 2
print(type{}, #id"four") --> table 4
local s = "m"
print(s:rep(2), s:upper():lower()) --> mm m
