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
local depth, max = 0, 0
local function helper() return math.abs(1) end
debug.sethook(function(event)
  depth = depth + 1
  if depth > max then max = depth end
  helper()
  pcall(error)
  depth = depth - 1
end, "crl", 1)
helper()
show() --> 
print(max) --> 1
