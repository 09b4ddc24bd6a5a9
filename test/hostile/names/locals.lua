-- The same names as locals, parameters, upvalues and labels
-- expect: ok 1 2 3 4 5 6
local __proto__, constructor, prototype = 1, 2, 3
local function f(hasOwnProperty, toString)
  goto valueOf
  ::valueOf::
  return __proto__, constructor, prototype, hasOwnProperty, toString, (function() return __proto__ + hasOwnProperty + 1 end)()
end
print(f(4, 5))
