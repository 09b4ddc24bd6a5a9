-- The host goes over a table that the script made endless
-- host: reentering
-- expect: ok 1000 0
local t = {}
for i = 1, 5000 do t[i] = i end
print(host.entries(t), host.entries(setmetatable({}, { __pairs = function() while true do end end })))
