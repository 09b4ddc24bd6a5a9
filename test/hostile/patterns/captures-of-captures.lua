-- Nested captures that backtrack
-- expect: limit instructions
print(("ab"):rep(1000):find("((.*)(.*)(.*))((.*)(.*)(.*))c"))
