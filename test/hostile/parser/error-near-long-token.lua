-- The token in a message is shown as it is, once
-- expect: ok nil true
local f, m = load("x = = '" .. ("y"):rep(100000) .. "'")
print(f, #m < 300000)
