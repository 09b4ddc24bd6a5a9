local t = {}
for i = 1, 3 do t[i * 1.0] = i end
print(#t, t[1], t[2.0], next({[2^31] = true})) --> 3 1 2 2147483648 true
t[2^53] = "a"
print(t[1 << 53], t[9007199254740992]) --> a a
