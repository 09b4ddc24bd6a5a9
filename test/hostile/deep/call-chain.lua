-- A long chain of __call
-- expect: ok true
local t = type
for i = 1, 2000 do t = setmetatable({}, { __call = t }) end
local ok, m = pcall(t, 1)
print(ok or m:find("overflow", 1, true) ~= nil or m:find("attempt to call", 1, true) ~= nil)
