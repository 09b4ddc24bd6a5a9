local t = {}
t[1] = "a" t[2^40] = "far" t[math.maxinteger] = "last" t[math.mininteger] = "first"
print(#t, t[1 << 40], t[math.maxinteger], t[math.mininteger]) --> 1 far last first
