-- The same names in a table for os.time
-- expect: ok true
print(os.time({ year = 2000, month = 1, day = 1, hour = 0, __proto__ = { year = 3 }, constructor = 1, toString = print, valueOf = print }) == 946684800)
