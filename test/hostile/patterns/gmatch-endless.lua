-- gmatch over a long string, from many places
-- expect: limit instructions
local s = ("x"):rep(10000)
while true do for w in s:gmatch("x*y") do end for p in s:gmatch("()") do end end
