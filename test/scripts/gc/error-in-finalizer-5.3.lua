-- only: 5.3
setmetatable({}, {__gc = function() error("in gc") end})
print(pcall(collectgarbage)) --> false error in __gc metamethod (script.lua:2: in gc)
