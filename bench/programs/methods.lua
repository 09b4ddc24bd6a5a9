-- size: 1500000  quick: 20000
-- needs: int64
-- Method calls through two levels of inheritance.
local Shape = {}
Shape.__index = Shape
function Shape.new(x, y) return setmetatable({x = x, y = y, moves = 0}, Shape) end
function Shape:move(dx, dy)
  self.x = self.x + dx
  self.y = self.y + dy
  self.moves = self.moves + 1
end
function Shape:area() return 0 end

local Rectangle = setmetatable({}, {__index = Shape})
Rectangle.__index = Rectangle
function Rectangle.new(x, y, w, h)
  local r = Shape.new(x, y)
  r.w, r.h = w, h
  return setmetatable(r, Rectangle)
end
function Rectangle:area() return self.w * self.h end

local Square = setmetatable({}, {__index = Rectangle})
Square.__index = Square
function Square.new(x, y, s) return setmetatable(Rectangle.new(x, y, s, s), Square) end
function Square:grow() self.w, self.h = self.w + 1, self.h + 1 end

return function(n)
  local shapes = {Shape.new(0, 0), Rectangle.new(0, 0, 2, 3), Square.new(0, 0, 2)}
  local total = 0
  for i = 1, n do
    local s = shapes[i % 3 + 1]
    s:move(1, 2)
    total = total + s:area()
    if i % 1000 == 0 then shapes[3]:grow() end
  end
  local moves = 0
  for _, s in ipairs(shapes) do
    moves = moves + s.moves
    assert(s.x == s.moves and s.y == 2 * s.moves)
  end
  assert(moves == n and total > 3 * n)
end
