-- only: 5.4
local out = {}
local function f(a, b) return "r1", "r2" end
debug.sethook(function(e)
  local i = debug.getinfo(2, "rf")
  if i.func == f then out[#out + 1] = e .. ":" .. i.ftransfer .. "," .. i.ntransfer end
end, "cr")
f(1, 2)
debug.sethook()
print(table.concat(out, " ")) --> call:1,2 return:3,2
