-- No __close runs on and on after the limit
-- dialects: 5.4
-- expect: limit instructions
local x <close> = setmetatable({}, { __close = function() while true do end end })
while true do end
