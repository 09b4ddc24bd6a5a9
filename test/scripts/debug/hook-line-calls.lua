local log = {}
local function note(event, line)
  local i = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. ":" .. (line or tostring(i.name))
end
local function show()
  debug.sethook()
  print(table.concat(log, " "))
  log = {}
end
local function one()
  local x = 1
  return x
end
local function two() return one() + one() end
local function loop(next)
  while next() do
  end
end
debug.sethook(note, "l")
one()
two()
local x = one(), two()
show() --> line:21 line:12 line:13 line:22 line:15 line:12 line:13 line:12 line:13 line:23 line:12 line:13 line:15 line:12 line:13 line:12 line:13 line:24 line:7
local n = 0
debug.sethook(note, "l")
loop(function() n = n + 1 return n < 3 end)
show() --> line:27 line:17 line:27 line:17 line:27 line:17 line:27 line:19 line:28 line:7
debug.sethook(note, "l") one() one() show() --> line:12 line:13 line:12 line:13 line:7
debug.sethook(note, "l")
local function vararg(...)
  return ...
end
vararg(vararg(1))
show() --> line:33 line:34 line:32 line:32 line:35 line:7
