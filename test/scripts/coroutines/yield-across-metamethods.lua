local Y = coroutine.yield
local mt = {__add = function(a, b) return Y("add") end, __index = function(t, k) return Y("index " .. k) end,
  __newindex = function(t, k, v) Y("newindex " .. k) rawset(t, k, v) end, __concat = function(a, b) return Y("concat") end,
  __eq = function() return Y("eq") end, __lt = function() return Y("lt") end, __le = function() return Y("le") end,
  __len = function() return Y("len") end, __unm = function() return Y("unm") end, __call = function(self, x) return Y("call " .. x) end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local co = coroutine.wrap(function()
  local r = {a + b, a.x, a .. "s", a == b, a < b, not (a <= b), #a, -a, a("arg"), "p" .. "q" .. a}
  a.field = 5
  for i = 1, #r do r[i] = tostring(r[i]) end
  return table.concat(r, ",") .. "," .. a.field
end)
local v = co()
while v ~= nil do
  print(v) --> add | index x | concat | eq | lt | le | len | unm | call arg | concat | newindex field | <add>,<index x>,<concat>,true,true,false,<len>,<unm>,<call arg>,p<concat>,5
  if v:find(",") then break end
  v = co("<" .. v .. ">")
end
