-- only: 5.4
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
local function values()
  local i = debug.getinfo(3, "r")
  local list = {}
  for n = i.ftransfer, i.ftransfer + i.ntransfer - 1 do
    local _, v = debug.getlocal(3, n)
    list[#list + 1] = type(v) == "function" and "f" or tostring(v)
  end
  return i.ntransfer .. "(" .. table.concat(list, ",") .. ")"
end
local f = function(a, b, ...) return b, a, ... end
local function g() end
debug.sethook(function(e) log[#log + 1] = e .. values() end, "cr")
f("x", "y", "z")
g()
math.max(3, 7)
string.rep("s", 2)
pcall(f, 1)
show() --> return0() call2(x,y) return3(y,x,z) call0() return0() call2(3,7) return1(7) call2(s,2) return1(ss) call2(f,1) call2(1,nil) return2(nil,1) return3(true,nil,1) call0() call0()
debug.sethook(function(e) log[#log + 1] = values() end, "l")
g()
show() --> 0() 0() 0() 0()
