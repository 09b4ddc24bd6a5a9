print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger(2^63), math.tointeger(-2^63)) --> 3 nil nil -9223372036854775808
print(math.tointeger("8"), math.tointeger({}), math.tointeger(nil)) --> 8 nil nil
---
print(pcall(math.tointeger)) --> false bad argument #1 to 'math.tointeger' (value expected)
print(math.tointeger("x"), math.tointeger("0x10"), math.tointeger(" 7 ")) --> nil 16 7
