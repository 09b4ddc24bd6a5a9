-- only: 5.4
local f = coroutine.wrap(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("close sees", e) end})
  error("oops", 0)
end)
print(pcall(f)) --> close sees oops | false oops
