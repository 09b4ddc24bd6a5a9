-- debug.traceback with anything, in a loop
-- libs: all
-- expect: limit instructions
local s = ("x"):rep(100000)
local co = coroutine.create(function() local function f(n) if n == 0 then coroutine.yield() end return 1 + f(n - 1) end f(10000) end)
coroutine.resume(co)
while true do
  for _, l in ipairs { 0, 1, 100, math.maxinteger, math.mininteger } do debug.traceback(s, l) debug.traceback(co, s, l) end
  debug.traceback({}) debug.traceback(nil) debug.traceback(co)
end
