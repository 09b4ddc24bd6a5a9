for i = 1, 3 do setmetatable({}, {__gc = function() print("gc", i) end}) end
collectgarbage() --> gc 3 | gc 2 | gc 1
print("after") --> after
