-- Very many variables to be closed at once
-- dialects: 5.4
-- limits: instructions=1e8
-- expect: ok 20000
local n = 0
local mt = { __close = function() n = n + 1 end }
local function f(k) if k == 0 then return end local x <close> = setmetatable({}, mt) f(k - 1) return 1 end
f(20000)
print(n)
