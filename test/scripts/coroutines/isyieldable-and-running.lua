print(coroutine.isyieldable()) --> false
local main, ismain = coroutine.running()
print(type(main), ismain) --> thread true
local co = coroutine.wrap(function()
  local me, is = coroutine.running()
  print(type(me), is, coroutine.isyieldable(), me == main)
end)
co() --> thread false true false
