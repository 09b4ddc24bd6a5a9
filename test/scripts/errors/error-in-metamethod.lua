local t = setmetatable({}, {__add = function() error("add failed") end, __index = function(_, k) error("no field " .. k, 2) end})
print(pcall(function() return t + 1 end)) --> false script.lua:1: add failed
print(pcall(function() --> false script.lua:4: no field missing
  return t.missing
end))
