local a, b = ...
local r = a < b, a > b, a <= 1, 1 <= a, a >= b
if a == "x" then r = a ~= b end
while nil ~= a do r = not (a == b) end
