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
local function f() end
debug.sethook(function(...) log[#log + 1] = select("#", ...) .. tostring((...)) .. type(select(2, ...)) end, "crl")
f()
show() --> 2returnnil 2linenumber 2callnil 2linenumber 2returnnil 2linenumber 2callnil 2linenumber 2callnil
debug.sethook(function(...) log[#log + 1] = select("#", ...) .. tostring((...)) .. type(select(2, ...)) end, "", 1)
f()
debug.sethook()
print(log[1]) --> 2countnil
