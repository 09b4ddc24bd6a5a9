local function probe(n)
  local name, value = debug.getlocal(2, n)
  return name, value
end
local function f()
  local a = 1
  local r = table.pack(10, 20, (probe(3)))
  print(r[3])
  r = table.pack(10, 20, (probe(99)))
  print(r[3])
  local _, v = (function(...) return ... end)("kept", probe(4))
  print(v)
end
f() --> 5.3: (*temporary) | nil | (*temporary) --> 5.4: (temporary) | nil | (temporary)
print((debug.getlocal(0, 1))) --> 5.3: (*temporary) --> 5.4: (C temporary)
print((debug.getlocal(0, 3))) --> nil
