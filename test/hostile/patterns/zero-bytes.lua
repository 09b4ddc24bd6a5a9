-- Zero bytes in subject, pattern and sets
-- limits: instructions=1e7
-- expect: ok 100001 2
local s = ("\0"):rep(100000) .. "\1\0"
print((s:find("\1\0", 1, true)), (select(2, s:gsub("[\1]%z*", ""))) + 1)
