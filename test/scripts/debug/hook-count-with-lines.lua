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
local lines, counts = 0, 0
debug.sethook(function(e, l) if e == "line" then lines = lines + 1 else counts = counts + 1 assert(l == nil) end end, "l", 1)
local a = 1
local b = 2
debug.sethook()
print(lines > 2, counts >= lines) --> true true
local n = 0
debug.sethook(function() n = n + 1 end, "", 1000000)
for i = 1, 100 do end
debug.sethook()
print(n) --> 0
