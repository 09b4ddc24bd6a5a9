-- An error value whose __tostring never ends
-- expect: limit instructions
error(setmetatable({}, { __tostring = function() while true do end end }))
