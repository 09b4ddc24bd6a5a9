local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t)) --> locked
print(pcall(setmetatable, t, {})) --> false cannot change a protected metatable
print(getmetatable("").__index == string, getmetatable("").__name) --> true nil
