-- only: 5.4
local function f() local handle <close> = setmetatable({}, {}) end
print(pcall(f)) --> false script.lua:2: variable 'handle' got a non-closable value
local function g() local x <close> = "string" end
print(pcall(g)) --> false script.lua:4: variable 'x' got a non-closable value
