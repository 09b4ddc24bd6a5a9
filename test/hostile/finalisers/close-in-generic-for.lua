-- The closing value of a generic for whose __close never ends
-- dialects: 5.4
-- expect: limit instructions
for k in function() return nil end, nil, nil, setmetatable({}, { __close = function() while true do end end }) do end
