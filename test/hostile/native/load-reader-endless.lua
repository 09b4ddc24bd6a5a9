-- A reader that never ends
-- limits: sourceLength=1000000
-- expect: ok nil chunk too large
print(load(function() return ("x = 1 "):rep(1000) end))
