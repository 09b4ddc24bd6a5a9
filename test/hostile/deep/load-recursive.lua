-- A chunk that loads itself
-- limits: instructions=1e8
-- expect: ok false true
s = "return load(s)()  + 1"
local ok, m = pcall(load(s))
print(ok, m:find("overflow", 1, true) ~= nil)
