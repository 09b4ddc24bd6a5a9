-- only: 5.4
setmetatable({}, {__gc = function() error("in gc") end})
collectgarbage()
print("goes on") --> goes on
