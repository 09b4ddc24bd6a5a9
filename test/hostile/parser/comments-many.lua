-- Very many short comments and semicolons
-- limits: instructions=1e8
-- expect: ok function function
print(type(load(("--\n"):rep(500000))), type(load((";"):rep(1000000))))
