-- table.move over an almost endless range of nothing is paid for
-- expect: limit instructions
table.move({}, 1, math.maxinteger - 1, 1)
