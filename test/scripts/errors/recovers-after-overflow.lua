local function f(n) return n == 0 and 0 or 1 + f(n - 1) end
print(pcall(f, 1e7)) --> false script.lua:1: stack overflow
---
local function f(n) return n == 0 and 0 or 1 + f(n - 1) end
print((pcall(f, 1e7))) --> false
print(f(150000)) --> 150000
