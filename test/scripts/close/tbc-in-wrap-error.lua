-- only: 5.4
local log = {}
local co = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function(_, e) log[#log + 1] = "a:" .. tostring(e) end})
  local b <close> = setmetatable({}, {__close = function(_, e) log[#log + 1] = "b:" .. tostring(e) error("b!", 0) end})
  error("first", 0)
end)
print(coroutine.resume(co)) --> false first
print(table.concat(log, " ")) -->
print(coroutine.close(co), table.concat(log, " ")) --> false b:first a:b!
