local function f() do return 1 end print("unreachable") end
print(f()) --> 1
---
local function f() return 1 print(2) end -- expect syntax error: 'end' expected near 'print'
