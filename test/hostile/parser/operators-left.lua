-- Left associative operators in a row need no depth
-- limits: instructions=1e8
-- expect: ok 200001 true
print(load("return " .. ("1 + "):rep(200000) .. "1")(), load("return " .. ("x or "):rep(100000) .. "true")())
