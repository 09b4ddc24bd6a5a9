-- A callback that yields for ever
-- expect: limit instructions
local co = coroutine.wrap(function() (("x"):rep(1000000)):gsub("x", function() coroutine.yield() end) end)
while true do pcall(co) end
