-- A loop that makes a closure over a fresh variable each time
-- expect: limit instructions
local f
repeat local x = f f = function() return x end f = function() end until false
