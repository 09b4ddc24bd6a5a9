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
local f = load(string.dump(function(n)
  local a = n
  while n > 0 do
    n = n - 1
  end
  return a
end, true))
debug.sethook(function(e, l) log[#log + 1] = tostring(l) end, "l")
f(2)
show() --> 19 nil nil nil 20 7
local i = debug.getinfo(f, "Sl")
print(i.source, i.short_src, i.linedefined, i.currentline, next(debug.getinfo(f, "L").activelines)) --> =? ? 11 -1 nil
print(debug.getlocal(f, 1), (debug.getupvalue(load(string.dump(function() return f end, true)), 1))) --> 5.3: nil (*no name) --> 5.4: nil (no name)
