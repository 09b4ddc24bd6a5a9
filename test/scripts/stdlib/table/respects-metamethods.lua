local log = {}
local proxy = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get" .. k return k * 10 end,
  __newindex = function(_, k, v) log[#log + 1] = "set" .. k .. "=" .. tostring(v) end,
  __len = function() return 3 end})
print(table.concat(proxy, " ")) --> 10 20 30
print(table.unpack(proxy)) --> 10 20 30
table.insert(proxy, 99)
table.remove(proxy)
table.move(proxy, 1, 2, 5)
print(table.concat(log, " ")) --> get1 get2 get3 get1 get2 get3 set4=99 get3 set3=nil get1 set5=10 get2 set6=20
