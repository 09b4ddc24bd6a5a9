-- A small news desk: reads a log of harbour traffic, parses it with patterns, models it with classes, schedules readers
-- as coroutines, and prints a report. Runs unchanged on Lua 5.3 and 5.4.

local LOG = [[
06:10 arrive  Petrel       cargo=salt      tons=120
06:45 arrive  Sea Thistle  cargo=timber    tons=340.5
07:05 depart  Petrel       cargo=wool      tons=80
08:30 arrive  Old Margaret cargo=coal      tons=510
08:31 note    fog over the outer mole, pilots on watch
09:00 depart  Sea Thistle  cargo=machinery tons=95.25
09:40 arrive  Kittiwake    cargo=fish      tons=42
10:15 arrive  Petrel       cargo=salt      tons=118
11:55 depart  Kittiwake    cargo=ice       tons=12.5
12:20 depart  Old Margaret cargo=ballast   tons=200
]]

-- Patterns: one line of the log becomes a record.
local function parse(line)
  local hour, minute, verb, rest = line:match("^(%d%d):(%d%d)%s+(%a+)%s+(.+)$")
  if not hour then return nil, "not a log line: " .. line end
  local record = {time = hour * 60 + minute, verb = verb, text = rest}
  local ship, fields = rest:match("^(.-)%s+(%w+=.*)$")
  if ship then
    record.ship = ship
    for key, value in fields:gmatch("(%w+)=(%S+)") do
      record[key] = tonumber(value) or value
    end
  end
  return record
end

-- Metatables: amounts of cargo that add up, compare and print themselves.
local Load = {}
Load.__index = Load
local function load_of(tons) return setmetatable({tons = tons}, Load) end
Load.__add = function(a, b) return load_of(a.tons + b.tons) end
Load.__lt = function(a, b) return a.tons < b.tons end
Load.__eq = function(a, b) return a.tons == b.tons end
Load.__tostring = function(self) return ("%.2f t"):format(self.tons) end
Load.__concat = function(a, b) return tostring(a) .. tostring(b) end

-- Inheritance through __index; a default for missing keys.
local Vessel = {calls = 0}
Vessel.__index = Vessel
function Vessel.new(name)
  return setmetatable({name = name, landed = load_of(0), shipped = load_of(0)}, Vessel)
end
function Vessel:call(record)
  self.calls = self.calls + 1
  local side = record.verb == "arrive" and "landed" or "shipped"
  self[side] = self[side] + load_of(record.tons)
end
local fleet = setmetatable({}, {__index = function(t, name)
  local vessel = Vessel.new(name)
  rawset(t, name, vessel)
  return vessel
end})

-- Coroutines: a pipeline in which each stage pulls from the one before.
local function source(text)
  return coroutine.wrap(function()
    for line in text:gmatch("[^\n]+") do coroutine.yield(line) end
  end)
end
local function parsed(lines)
  return coroutine.wrap(function()
    for line in lines do coroutine.yield(assert(parse(line))) end
  end)
end
local function filtered(records, keep)
  return coroutine.wrap(function()
    for record in records do
      if keep(record) then coroutine.yield(record) end
    end
  end)
end

-- Closures: functions made of functions.
local function either(...)
  local tests = {...}
  return function(x)
    for _, test in ipairs(tests) do
      if test(x) then return true end
    end
    return false
  end
end
local function verb(name) return function(record) return record.verb == name end end

print("Harbour report")
print(("-"):rep(46))

local busiest, first, last = {}, nil, nil
for record in filtered(parsed(source(LOG)), either(verb("arrive"), verb("depart"))) do
  fleet[record.ship]:call(record)
  first, last = first or record.time, record.time
  local hour = record.time // 60
  busiest[hour] = (busiest[hour] or 0) + 1
end

local names = {}
for name in pairs(fleet) do names[#names + 1] = name end
table.sort(names, function(a, b)
  if fleet[a].landed == fleet[b].landed then return a < b end
  return fleet[b].landed < fleet[a].landed
end)
local total_in, total_out = load_of(0), load_of(0)
for i, name in ipairs(names) do
  local v = fleet[name]
  total_in, total_out = total_in + v.landed, total_out + v.shipped
  print(("%d. %-13s %d calls  in %10s  out %9s"):format(i, name, v.calls, tostring(v.landed), tostring(v.shipped)))
end
print("total: in " .. total_in .. ", out " .. total_out)

-- Two readers take turns until both are done: cooperative scheduling in a dozen lines.
local function reader(name, text, speed)
  return coroutine.create(function()
    local words = {}
    for word in text:gmatch("%S+") do
      words[#words + 1] = word
      if #words == speed then coroutine.yield(name .. ": " .. table.concat(words, " ")) words = {} end
    end
    if #words > 0 then coroutine.yield(name .. ": " .. table.concat(words, " ")) end
  end)
end
print(("-"):rep(46))
local queue = {
  reader("pilot  ", "fog lifts at noon, take the western channel", 3),
  reader("keeper ", "lamp trimmed, oil for nine nights, all well", 4),
}
while #queue > 0 do
  local co = table.remove(queue, 1)
  local ok, line = coroutine.resume(co)
  if ok and line then
    print(line)
    queue[#queue + 1] = co
  end
end

-- Memoisation and integers: a checksum of the log, and numbers too large for a float.
local fibonacci = setmetatable({[0] = 0, [1] = 1}, {__index = function(t, n)
  local v = t[n - 1] + t[n - 2]
  t[n] = v
  return v
end})
local checksum = 0
LOG:gsub(".", function(c) checksum = (checksum * 31 + c:byte()) & 0xffffffff end)
print(("-"):rep(46))
print(("open %02d:%02d to %02d:%02d, %d hours with traffic, checksum %08x"):format(
  first // 60, first % 60, last // 60, last % 60, (function() local n = 0 for _ in pairs(busiest) do n = n + 1 end return n end)(),
  checksum))
print("fibonacci(90) = " .. fibonacci[90] .. ", 2^62 + 1 = " .. (1 << 62) + 1)

-- Errors are values; what went wrong and where is part of the message.
local ok, message = pcall(function() return fleet.Petrel.captain.name end)
print("and one mistake, caught: " .. (ok and "none" or message:gsub("^.-(%w+%.lua)", "%1")))
