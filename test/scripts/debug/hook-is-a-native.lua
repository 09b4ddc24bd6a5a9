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
local t = {}
debug.sethook(rawlen, "r")
debug.sethook()
debug.sethook(pcall, "crl")
local function f() return 1 end
f()
debug.sethook()
print(coroutine.resume(coroutine.create(function() --> false script.lua:20: bad argument #1 to '?' (table expected, got string)
  debug.sethook(rawset, "l")
  local x = 1
end)))
print(coroutine.resume(coroutine.create(function() --> false line
  debug.sethook(error, "l")
  local x = 1
end)))
debug.sethook(note, "crl")
f()
show() --> return:sethook line:27 call:f line:15 return:f line:28 call:show line:7 call:sethook
