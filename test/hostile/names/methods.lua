-- The same names as methods of tables, strings and numbers
-- expect: ok 5 false false false 7
local t = { __proto__ = function() return 5 end, constructor = function() return 7 end }
print(t:__proto__(), (pcall(function() return ("x"):constructor() end)), (pcall(function() return ("x"):__proto__() end)),
  (pcall(function() return (1):toString() end)), t:constructor())
