-- only: 5.4
local co = coroutine.wrap(function()
  local a <close> = setmetatable({}, {__close = function() print("got", coroutine.yield("from close")) end})
  return "result"
end)
print(co()) --> from close
print(co("resumed")) --> got resumed | result
