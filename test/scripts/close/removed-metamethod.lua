-- only: 5.4
local mt = {__close = function() end}
print(pcall(function() --> false script.lua:6: attempt to call a nil value (metamethod 'close')
  local x <close> = setmetatable({}, mt)
  mt.__close = nil
end))
