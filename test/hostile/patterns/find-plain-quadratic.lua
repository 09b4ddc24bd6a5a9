-- A plain search that almost matches everywhere
-- expect: limit instructions
local s, p = ("a"):rep(200000), ("a"):rep(100000) .. "b"
while true do s:find(p, 1, true) end
