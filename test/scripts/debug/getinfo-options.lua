local i = debug.getinfo(1, "l")
print(i.currentline, i.source, i.func) --> 1 nil nil
print(debug.getinfo(100), pcall(debug.getinfo, 1, "X")) --> nil false bad argument #2 to 'debug.getinfo' (invalid option)
print(pcall(debug.getinfo, "x")) --> false bad argument #1 to 'debug.getinfo' (number expected, got string)
local lines = {}
for l in pairs(debug.getinfo(function()
  local a = 1

  return a
end, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " ")) --> 7 9 10
