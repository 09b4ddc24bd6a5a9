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
local function failing() debug.sethook() error("from the hook", 0) end
print(pcall(function() --> false from the hook
  debug.sethook(failing, "l")
  local x = 1
end))
debug.sethook()
print(pcall(function() --> false from the hook
  debug.sethook(failing, "c")
  math.abs(1)
end))
debug.sethook()
print(pcall(function() --> false from the hook
  debug.sethook(failing, "r")
  local x = 1
end))
debug.sethook()
local n = 0
local function sometimes()
  n = n + 1
  if n == 3 then
    debug.sethook()
    error("third", 0)
  end
end
print(pcall(function() --> false third
  debug.sethook(sometimes, "l")
  local a = 1
  local b = 2
  local c = 3
end))
debug.sethook()
print(n) --> 3
debug.sethook(note, "crl")
pcall(function() local x = nil; x() end)
pcall(error, "x")
show() --> return:sethook line:44 call:pcall call:nil line:44 return:pcall line:45 call:pcall call:nil return:pcall line:46 call:show line:7 call:sethook
