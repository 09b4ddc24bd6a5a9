-- table.pack of as many values as fit
-- expect: limit instructions
while true do table.pack(table.unpack({}, 1, 200000)) end
