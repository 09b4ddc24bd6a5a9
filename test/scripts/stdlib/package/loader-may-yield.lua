-- only: ours
package.preload.m = function() return "got " .. coroutine.yield("waiting") end
local co = coroutine.wrap(function() return (require "m") end)
print(co(), co("it"), package.loaded.m) --> waiting got it got it
