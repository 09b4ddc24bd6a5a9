-- A replacement that multiplies
-- limits: stringLength=1000000
-- expect: ok false resulting string too large
print(pcall(string.gsub, ("x"):rep(10000), "x", ("y"):rep(1000)))
