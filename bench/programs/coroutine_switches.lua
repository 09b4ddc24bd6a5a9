-- size: 1500000  quick: 20000
-- Resume and yield, back and forth.
return function(n)
  local co = coroutine.create(function(a)
    while true do a = coroutine.yield(a + 1) end
  end)
  local v = 0
  for _ = 1, n do
    local ok
    ok, v = coroutine.resume(co, v)
    assert(ok)
  end
  assert(v == n)
end
