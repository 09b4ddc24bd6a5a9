-- Without libraries there is nothing
-- libs: none
-- expect: error attempt to call a nil value (global 'print')
print(1)
