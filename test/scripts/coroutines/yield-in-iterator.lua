local co = coroutine.wrap(function()
  local function iter(s, i) i = i + 1 if i <= s then return i, coroutine.yield(i) end end
  for i, v in iter, 3, 0 do print("body", i, v) end
  return "finished"
end)
print(co()) --> 1
print(co("a")) --> body 1 a | 2
print(co("b")) --> body 2 b | 3
print(co("c")) --> body 3 c | finished
