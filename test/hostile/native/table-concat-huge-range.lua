-- table.concat over a range no table has
-- expect: ok false invalid value (nil) at index 1 in table for 'concat'
print(pcall(table.concat, {}, "", 1, math.maxinteger))
