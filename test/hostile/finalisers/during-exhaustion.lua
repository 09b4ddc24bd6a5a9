-- Finalisers that are due when the memory is exhausted
-- limits: memory=8M instructions=1e9
-- expect: limit memory
local mt = { __gc = function() local t = {} for i = 1, 1000 do t[i] = {} end kept2 = { kept2, t } end }
kept = {}
while true do kept[#kept + 1] = { {} } setmetatable({}, mt) end
