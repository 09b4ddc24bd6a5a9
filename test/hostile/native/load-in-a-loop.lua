-- Compiling again and again
-- expect: limit instructions
local s = "local a = {1, 2, 3, x = function() return 1 end} goto l ::l:: "
while true do load(s) load("x =") load(("x"):rep(1000)) end
