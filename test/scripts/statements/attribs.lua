-- only: 5.4
local x <const> = 10
print(x) --> 10
local a <const>, b = 1, 2
b = a + b
print(b) --> 3
---
local x <const> = 1
x = 2 -- expect syntax error: attempt to assign to const variable 'x'
---
local x <foo> = 1 -- expect syntax error: unknown attribute 'foo'
---
local x <close>, y <close> = nil, nil -- expect syntax error: multiple to-be-closed variables in local list
---
local function f() end
local c <const> = 1
local function g() c = 2 end -- expect syntax error: attempt to assign to const variable 'c'
