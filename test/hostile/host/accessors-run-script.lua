-- Host accessors that run metamethods that never end
-- host: reentering
-- expect: limit instructions
host.get(setmetatable({}, { __index = function() while true do end end }), "x")
