-- One write beyond the limit of output does not happen
-- limits: outputBytes=10000
-- expect: limit outputBytes
pcall(print, ("x"):rep(1000000))
print("not reached")
