print(tonumber("10"), tonumber("10.0"), tonumber("0x1F"), tonumber("1e1"), tonumber("  12  ")) --> 10 10.0 31 10.0 12
print(tonumber("9223372036854775807"), tonumber("9223372036854775808"), tonumber("-9223372036854775808")) --> 9223372036854775807 9.2233720368548e+18 -9223372036854775808
print(tonumber("0xffffffffffffffffff"), tonumber("-0x1"), tonumber("1 2"), tonumber(""), tonumber("-")) --> -1 -1 nil nil nil
print(tonumber("0x1p4"), tonumber("inf"), tonumber("nan"), tonumber("1e"), tonumber("0x"), tonumber("1_0")) --> 16.0 nil nil nil nil nil
print(tonumber("\t7\n"), tonumber("7\0"), tonumber("- 7"), tonumber("+7"), tonumber("+-7")) --> 7 nil nil 7 nil
