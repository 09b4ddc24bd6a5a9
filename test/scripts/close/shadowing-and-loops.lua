-- only: 5.4
local log = {}
local function res(n) return setmetatable({}, {__close = function() log[#log + 1] = n end}) end
for i = 1, 3 do local r <close> = res(i) end
do local r <close> = res("outer") do local r <close> = res("inner") end end
print(table.concat(log, " ")) --> 1 2 3 inner outer
