local function f(s) return (string.gsub(s, ".", f)) end
local ok, e = pcall(f, "x")
print(ok, (e:gsub("^.*: ", ""))) --> false C stack overflow
local mt = {}
mt.__index = function(t, k) return t[k .. "x"] end
local ok2, e2 = pcall(function() return setmetatable({}, mt).a end)
print(ok2, (e2:gsub("^.-: ", ""):gsub("\n.*", ""))) --> false C stack overflow
