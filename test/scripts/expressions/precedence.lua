print(2 + 3 * 4 ^ 2 / 2) --> 26.0
print(-2 ^ 2, -2 ^ -2) --> -4.0 -0.25
print(2 ^ 3 ^ 2) --> 512.0
print(not nil == true, not (nil == true)) --> true true
print(1 .. 2 .. 3) --> 123
print("a" .. 1 + 2) --> a3
print(1 << 2 + 1, 1 | 2 & 3 ~ 1) --> 8 3
print(#"abc" + 1, -"2" + 0) --> 5.3: 4 -2.0 --> 5.4: 4 -2
print(5 - 3 - 1, 2 * 3 % 4) --> 1 2
