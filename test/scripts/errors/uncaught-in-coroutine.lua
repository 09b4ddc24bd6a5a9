local co = coroutine.wrap(function()
  error("inside")
end)
local x = 1
co() -- expect error: script.lua:2: inside
