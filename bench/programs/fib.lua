-- size: 33  quick: 22
-- Calls and returns.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local known = {[22] = 17711, [33] = 3524578}

return function(n) assert(fib(n) == known[n]) end
