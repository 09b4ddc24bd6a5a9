-- A finaliser that never ends when the engine is closed
-- expect: ok made
keep = setmetatable({}, { __gc = function() while true do end end })
print("made")
