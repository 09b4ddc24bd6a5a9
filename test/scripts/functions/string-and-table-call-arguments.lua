local function f(...) return select("#", ...), ... end
print(f"one") --> 1 one
print(f{})  --> 5.3: 1 table: 0x5621920c6be0 --> 5.4: 1 table: 0x556dcc63ff10
---
local function kind(x) return type(x) end
print(kind"s", kind{}, kind[[l]], kind'') --> string table string string
