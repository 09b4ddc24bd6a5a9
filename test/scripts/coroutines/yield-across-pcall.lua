local co = coroutine.wrap(function()
  print(pcall(function()
    local x = coroutine.yield("in pcall")
    error("after " .. x, 0)
  end))
  print(xpcall(function() return coroutine.yield("in xpcall") end, function(m) return "handled" end))
  print(select("#", pcall(pcall, coroutine.yield, "nested")))
end)
print(co()) --> in pcall
print(co("resume")) --> false after resume | in xpcall
print(co(1, 2)) --> true 1 2 | nested
co() --> 2
