-- Many optional items before the same items
-- expect: limit instructions
print(("a"):rep(28):find("^" .. ("a?"):rep(28) .. ("a"):rep(29)))
