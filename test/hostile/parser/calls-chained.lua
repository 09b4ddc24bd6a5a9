-- Calls, indices and methods in a row need no depth
-- limits: instructions=1e8
-- expect: ok true true true
local t = setmetatable({}, { __call = function(self) return self end })
t.x = t
t.m = function(self) return self end
print(load("local t = ... return t" .. ("()"):rep(100000))(t) == t, load("local t = ... return t" .. (".x"):rep(100000))(t) == t,
  load("local t = ... return t" .. (":m()"):rep(100000))(t) == t)
