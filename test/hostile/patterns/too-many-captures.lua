-- More captures than there may be
-- expect: ok false too many captures
local ok, m = pcall(string.find, ("a"):rep(100), ("()"):rep(100))
print(ok, m:match("too many captures"))
