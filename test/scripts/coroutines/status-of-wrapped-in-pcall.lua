local co
co = coroutine.create(function()
  local ok, e = pcall(function() coroutine.yield(1) error("late", 0) end)
  coroutine.yield(ok, e)
  return "done"
end)
print(coroutine.resume(co)) --> true 1
print(coroutine.status(co), coroutine.resume(co)) --> suspended true false late
print(coroutine.resume(co)) --> true done
print(coroutine.status(co)) --> dead
