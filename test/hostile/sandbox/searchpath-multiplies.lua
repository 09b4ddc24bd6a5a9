-- package.searchpath whose result multiplies
-- libs: all
-- limits: stringLength=1000000
-- expect: limit instructions
while true do pcall(package.searchpath, ("a."):rep(10000), ("?;"):rep(10000), ".", ("/"):rep(1000)) end
