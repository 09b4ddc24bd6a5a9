-- only: ours
local co = coroutine.wrap(function() return load(function() return coroutine.yield("more") end)() end)
print(co()) --> more
print(co("return 1 ")) --> more
print(co("+ 2")) --> more
print(co(nil)) --> 3
