-- only: 5.4
local m = getmetatable("")
print(m.__index == string, m.__add("10", 5), m.__unm("0x10"), m.__idiv("7", "2"), m.__pow("2", 3)) --> true 15 -16 3 8.0
local other = setmetatable({}, {__add = function (a, b) return type(a) .. " + " .. type(b) end, __unm = function () return "unm" end})
print("10" + other, m.__add(other, other), "abc" + other) --> string + table table + table string + table
print(pcall(function () return "a" + 1 end)) --> false script.lua:6: attempt to add a 'string' with a 'number'
print(pcall(function () return {} * "2" end)) --> false script.lua:7: attempt to mul a 'table' with a 'string'
print(pcall(function () return -"x" end)) --> false script.lua:8: attempt to unm a 'string' with a 'string'
print(pcall(m.__sub, "1")) --> true 0
print(pcall(m.__sub)) --> false attempt to sub a 'nil' with a 'nil'
print(pcall(m.__mod, "1", 0)) --> false attempt to perform 'n%0'
