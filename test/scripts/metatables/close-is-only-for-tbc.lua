-- only: 5.4
local t = setmetatable({}, {__close = function() print("closed") end})
do local x = t end
do local x <close> = t end --> closed
print("end") --> end
