-- A run that is stepped ends at the limit of the engine
-- step: 777
-- expect: limit instructions
local function f() return 1 + f() end
while true do
  pcall(f)
  coroutine.wrap(function() pcall(string.rep, "x", 100000) coroutine.yield() end)()
end
