-- size: 60000  quick: 2000
-- Float fields of small records: a sun with planets, leapfrog steps.
local function bodies()
  local list = {{x = 0, y = 0, z = 0, vx = 0, vy = 0, vz = 0, mass = 1000}}
  for i = 1, 4 do
    local r = i * 10.0
    local v = math.sqrt(1000 / r)
    list[#list + 1] = {
      x = r * math.cos(i), y = r * math.sin(i), z = i * 0.1,
      vx = -v * math.sin(i), vy = v * math.cos(i), vz = 0.0, mass = 0.001 * i,
    }
  end
  return list
end

local function energy(list)
  local e = 0.0
  for i = 1, #list do
    local a = list[i]
    e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #list do
      local b = list[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local function step(list, dt)
  local n = #list
  for i = 1, n do
    local a = list[i]
    local ax, ay, az, am = a.x, a.y, a.z, a.mass
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, n do
      local b = list[j]
      local dx, dy, dz = ax - b.x, ay - b.y, az - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (d2 * math.sqrt(d2))
      local bm = b.mass * mag
      vx = vx - dx * bm
      vy = vy - dy * bm
      vz = vz - dz * bm
      local m = am * mag
      b.vx = b.vx + dx * m
      b.vy = b.vy + dy * m
      b.vz = b.vz + dz * m
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = ax + dt * vx, ay + dt * vy, az + dt * vz
  end
end

return function(n)
  local list = bodies()
  local before = energy(list)
  for _ = 1, n do step(list, 0.0005) end
  assert(math.abs(energy(list) / before - 1) < 1e-3)
end
