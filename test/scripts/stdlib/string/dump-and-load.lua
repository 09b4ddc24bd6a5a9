local function f(a) return a * 2 end
local g = load(string.dump(f))
print(g(21)) --> 42
local up = 10
local h = load(string.dump(function() return up end))
print(h() == _G) --> true
print(pcall(string.dump, print)) --> false unable to dump given function | nil attempt to load a binary chunk (mode is 't') | nil attempt to load a text chunk (mode is 'b') | true
print(load(string.dump(function() return 1 end), "x", "t"))
print(load("return 1", "x", "b"))
print(string.dump(f):sub(1, 1) == "\27")
