-- The same names in constructors, with values that would become prototypes
-- expect: ok nil nil 1 nil 2
local p = { polluted = 1 }
local t = { __proto__ = p, constructor = p }
print(t.polluted, ({}).polluted, t.__proto__.polluted, ({}).__proto__, load("return { ['__proto__'] = 2 }")().__proto__)
