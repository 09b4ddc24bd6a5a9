-- size: 220  quick: 12
-- Vectors as small objects: spheres over a plane, shadows.
local Vec = {}
Vec.__index = Vec
local function v(x, y, z) return setmetatable({x = x, y = y, z = z}, Vec) end
function Vec:add(o) return v(self.x + o.x, self.y + o.y, self.z + o.z) end
function Vec:sub(o) return v(self.x - o.x, self.y - o.y, self.z - o.z) end
function Vec:scale(k) return v(self.x * k, self.y * k, self.z * k) end
function Vec:dot(o) return self.x * o.x + self.y * o.y + self.z * o.z end
function Vec:unit() return self:scale(1 / math.sqrt(self:dot(self))) end

local Sphere = {}
Sphere.__index = Sphere
function Sphere:hit(origin, direction)
  local to = origin:sub(self.center)
  local b = to:dot(direction)
  local d = b * b - to:dot(to) + self.radius * self.radius
  if d < 0 then return nil end
  local t = -b - math.sqrt(d)
  return t > 1e-4 and t or nil
end

return function(n)
  local spheres = {}
  for i = 1, 6 do
    spheres[i] = setmetatable({center = v(math.cos(i) * 2, math.sin(i) * 2, 8 + i), radius = 0.9}, Sphere)
  end
  local light = v(5, 5, -5)
  local hits, bright = 0, 0.0
  for py = 1, n do
    for px = 1, n do
      local direction = v((px - n / 2) / n, (py - n / 2) / n, 1):unit()
      local eye = v(0, 0, 0)
      local nearest, object
      for i = 1, #spheres do
        local t = spheres[i]:hit(eye, direction)
        if t and (nearest == nil or t < nearest) then nearest, object = t, spheres[i] end
      end
      if object then
        hits = hits + 1
        local point = eye:add(direction:scale(nearest))
        local normal = point:sub(object.center):unit()
        local toward = light:sub(point):unit()
        local lit = true
        for i = 1, #spheres do
          if spheres[i]:hit(point, toward) then lit = false break end
        end
        if lit then bright = bright + math.max(0, normal:dot(toward)) end
      end
    end
  end
  assert(hits > n * n * 0.1 and hits < n * n * 0.7, hits)
  assert(bright > 0 and bright < hits)
end
