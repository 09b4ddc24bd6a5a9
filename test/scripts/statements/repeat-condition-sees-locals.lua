local n = 0
repeat
  local x = n
  local f = function() return x end
  n = n + 1
until f() == 2
print(n) --> 3
