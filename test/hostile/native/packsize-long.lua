-- packsize of a long format
-- expect: limit instructions
local f = ("i4"):rep(200000)
while true do string.packsize(f) end
