-- only: 5.4
local function res(name) return setmetatable({}, {__close = function() print("close " .. name) end}) end
local co = coroutine.wrap(function()
  local a <close> = res("a")
  coroutine.yield("inside")
  return "end"
end)
print(co()) --> inside
print(co()) --> close a | end
