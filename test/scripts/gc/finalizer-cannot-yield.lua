coroutine.wrap(function()
  setmetatable({}, {__gc = function() print(coroutine.isyieldable(), pcall(coroutine.yield)) end})
  collectgarbage() --> false false attempt to yield across a C-call boundary
  -- but it may use coroutines of its own
  setmetatable({}, {__gc = function() print(coroutine.wrap(function() coroutine.yield("own") end)()) end})
  collectgarbage() --> own
  print(coroutine.isyieldable()) --> true
end)()
setmetatable({}, {__gc = function() print(pcall(coroutine.yield)) end})
collectgarbage() --> false attempt to yield from outside a coroutine
