-- One write beyond the limit of output does not happen
-- limits: instructions=1e9 outputBytes=10000
-- expect: limit outputBytes
pcall(print, ("x"):rep(1000000))
print("not reached")
