-- select from the end and from the start of many values
-- expect: limit instructions
local function f(...) while true do select(2, ...) select(-1, ...) select("#", ...) end end
f(table.unpack({}, 1, 200000))
