-- Attributes that do not exist and variables closed twice
-- dialects: 5.4
-- expect: ok nil nil nil
print((load("local x <const> = 1; x = 2")), (load("local x <__proto__> = 1")), (load("local a <close>, b <close> = 1, 2")))
