-- string.format beyond the limit of strings
-- limits: stringLength=10000
-- expect: ok false resulting string too large
print(pcall(string.format, ("%s"):rep(11), table.unpack({ ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000),
  ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000), ("x"):rep(1000), "y" })))
