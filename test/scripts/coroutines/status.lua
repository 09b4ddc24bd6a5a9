local co
co = coroutine.create(function()
  print(coroutine.status(co))
  local inner = coroutine.create(function() print(coroutine.status(co)) end)
  coroutine.resume(inner)
  print(coroutine.status(inner))
  coroutine.yield()
end)
print(coroutine.status(co)) --> suspended
coroutine.resume(co) --> running | normal | dead
print(coroutine.status(co)) --> suspended
coroutine.resume(co)
print(coroutine.status(co)) --> dead
