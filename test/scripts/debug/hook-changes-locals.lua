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
local function f(a)
  local b = 2
  return a, b
end
debug.sethook(function(event, line)
  local i = debug.getinfo(2, "f")
  if i.func ~= f then return end
  if event == "call" then
    debug.setlocal(2, 1, "set on call")
  elseif event == "return" then
    for n = 1, 3 do
      if debug.getlocal(2, n) == "b" then debug.setlocal(2, n, "set on return") end
    end
  end
  log[#log + 1] = event .. tostring(debug.getlocal(2, 2) == "b")
end, "crl")
local x, y = f(1)
debug.sethook()
print(x) --> set on call
show() --> callfalse linefalse linetrue returntrue
