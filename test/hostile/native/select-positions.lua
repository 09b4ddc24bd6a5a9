-- select at the ends of the integers
-- expect: ok false 0
print((pcall(select, math.mininteger, 1)), select("#", select(math.maxinteger, 1)))
