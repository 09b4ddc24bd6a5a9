-- An engine without instructions runs nothing, not even a finaliser
-- limits: instructions=1000
-- expect: limit instructions
for i = 1, 10 do setmetatable({}, { __gc = function() print("finaliser") end }) end
while true do end
