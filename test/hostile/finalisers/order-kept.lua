-- Finalisers run in the reverse order of marking, once each
-- expect: ok 3 2 1
local order = {}
for i = 1, 3 do setmetatable({}, { __gc = function() order[#order + 1] = i end }) end
collectgarbage()
collectgarbage()
print(table.concat(order, " "))
