-- A replacement table whose __index never ends
-- expect: limit instructions
("x"):gsub("x", setmetatable({}, { __index = function() while true do end end }))
