-- %s asks a __tostring that never ends
-- expect: limit instructions
string.format("%s", setmetatable({}, { __tostring = function() while true do end end }))
