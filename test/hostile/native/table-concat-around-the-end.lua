-- table.concat whose last index is the largest integer ends
-- expect: ok xx
print(table.concat({ [math.maxinteger - 1] = "x", [math.maxinteger] = "x" }, "", math.maxinteger - 1, math.maxinteger))
