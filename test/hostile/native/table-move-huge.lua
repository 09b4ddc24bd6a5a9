-- table.move over ranges no table has
-- expect: ok too many elements to move | destination wrap around | true
print((select(2, pcall(table.move, {}, 0, math.maxinteger, 2))):match("too many elements to move"))
print((select(2, pcall(table.move, {}, 1, math.maxinteger, 2))):match("destination wrap around"))
print((pcall(table.move, {}, 1, 0, math.mininteger)))
