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
local function count(n) if n > 0 then return count(n - 1) end end
local function fact(n) return n < 2 and 1 or n * fact(n - 1) end
debug.sethook(note, "crl")
count(2)
fact(3)
show() --> return:sethook line:14 call:count line:11 tail call:nil line:11 tail call:nil line:11 return:nil line:15 call:fact line:12 call:fact line:12 call:fact line:12 return:fact return:fact return:fact line:16 call:show line:7 call:sethook
