-- table.unpack of many values again and again
-- expect: limit instructions
while true do select("#", table.unpack({}, 1, 200000)) end
