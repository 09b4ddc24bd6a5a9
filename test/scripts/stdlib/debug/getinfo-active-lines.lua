local function lines(f)
  local found = {}
  for line, v in pairs(debug.getinfo(f, "L").activelines) do found[#found + 1] = line assert(v == true) end
  table.sort(found)
  return table.concat(found, " ")
end
local function loop(n)
  -- nothing here
  for i = 1, n do

    n = n + i
  end
  while n do
    n = nil
  end
end
print(lines(loop)) --> 9 11 13 14 16
print(lines(function(...) --> 19 20 21
  local a = ...
  return a
end))
print(lines(function() end)) --> 22
print(lines(load("local a = 1\n\n\nlocal b = 2\nreturn a, b"))) --> 1 4 5
print(debug.getinfo(print, "L").activelines) --> nil
