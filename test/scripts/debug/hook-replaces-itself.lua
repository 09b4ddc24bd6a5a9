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
local calls = 0
debug.sethook(function()
  calls = calls + 1
  debug.sethook(note, "l")
end, "l")
local a = 1
local b = 2
show() --> line:17 line:18 line:7
print(calls) --> 1
debug.sethook(function() debug.sethook() calls = calls + 1 end, "l")
local c = 1
local d = 2
print(calls, debug.gethook()) --> 5.3: 2 nil  0 --> 5.4: 2 nil
