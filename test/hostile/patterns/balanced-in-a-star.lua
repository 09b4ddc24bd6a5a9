-- %b before a star before %b
-- expect: limit instructions
print(("()"):rep(5000):find("%b().*%b().*%b()x"))
