-- only: 5.4
local closer = setmetatable({}, {__close = function() print("closed") end})
local function iter(n) return function(_, i) if i < n then return i + 1 end end, nil, 0, closer end
for i in iter(2) do print(i) end --> 1 | 2 | closed
for i in iter(5) do if i == 2 then break end end --> closed
print(pcall(function() for i in iter(3) do error("in body", 0) end end)) --> closed | false in body
