local lines = {}
debug.sethook(function(e, l) lines[#lines + 1] = l end, "l")
local a = 1
for i = 1, 2 do
  a = a + i
end
debug.sethook()
print(table.concat(lines, " ")) --> 3 4 5 4 5 4 7
print(debug.gethook()) --> 5.3: nil  0 --> 5.4: nil
