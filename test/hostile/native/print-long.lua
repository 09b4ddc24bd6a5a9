-- print of long strings and many values
-- expect: limit instructions
local s = ("x"):rep(1000000)
while true do print(s, s) print(table.unpack({}, 1, 10000)) end
