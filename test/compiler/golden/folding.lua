local a = 2 ^ 3 * 4 + -1
local b = 7 // 2, 7 % 0, 1 // 0, 0.0 * -1, 5 & 2.0, 5 & 2.5
local c = not nil, ~5, -"1"
