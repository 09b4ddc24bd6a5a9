-- collectgarbage("count") is the engine's own number: the same each time
-- expect: ok true
local a = collectgarbage("count")
local s = ("x"):rep(1000)
local b = collectgarbage("count")
print(b - a > 0 and b - a < 4)
