-- table.unpack of more values than a stack holds
-- expect: ok too many results to unpack | too many results to unpack | too many results to unpack
print((select(2, pcall(table.unpack, {}, 1, 1e8))))
print((select(2, pcall(table.unpack, {}, math.mininteger, math.maxinteger))))
print((select(2, pcall(table.unpack, {}, 0, math.maxinteger))))
