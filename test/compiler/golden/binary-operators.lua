local a, b = ...
local sum = a + b - 1
local reversed = 2 - a
local shifted = a << 1 >> b
local bits = 7 & a | b
