-- only: 5.4
local co = coroutine.wrap(function()
  for i in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) do
    coroutine.yield(i * 10)
  end
  return "end"
end)
print(co(), co(), co(), co()) --> 10 20 30 end
