-- A replacement of a thousand captures of everything
-- limits: stringLength=1000000
-- expect: ok false resulting string too large
print(pcall(string.gsub, ("x"):rep(10000), "(.*)", ("%1"):rep(1000)))
