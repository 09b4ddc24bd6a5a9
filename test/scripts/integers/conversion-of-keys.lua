local t = {}
t[1.0] = "one" t[2^53] = "big"
print(t[1], t[1.0], t[2^53 | 0]) --> one one big
print(next({[3.0] = true}), math.type(next({[3.0] = true}))) --> 3 integer
t[1.5] = "half"
print(t[1.5], t["1"], #t) --> half nil 1
t[-0.0] = "zero"
print(t[0]) --> zero
