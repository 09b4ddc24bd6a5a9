-- Names cannot hold what is no letter, digit or underscore
-- expect: ok nil nil nil
print((load("\u{e9} = 1")), (load("a\0b = 1")), (load("\u{ff41} = 1")))
