-- size: 500000  quick: 10000
-- Operators on objects: __add, __mul, __eq, __lt, __index and __newindex functions, __call, __len.
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({x = x, y = y}, V) end
V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
V.__mul = function(a, k) return vec(a.x * k, a.y * k) end
V.__eq = function(a, b) return a.x == b.x and a.y == b.y end
V.__lt = function(a, b) return a.x < b.x end
V.__len = function() return 2 end
V.__call = function(self, d) return self.x * d end

return function(n)
  local p, d = vec(0, 0), vec(1, 2)
  local less, total = 0, 0
  local log = setmetatable({}, {__newindex = function(_, _, v) total = total + v end, __index = function(_, k) return k end})
  for i = 1, n do
    p = p + d
    if d * 2 < p then less = less + 1 end
    if i % 8 == 0 then
      log[i] = p(1) - i + log[3] + #p
      assert(p == vec(i, 2 * i))
    end
  end
  assert(less == n - 2 and total == 5 * (n // 8))
end
