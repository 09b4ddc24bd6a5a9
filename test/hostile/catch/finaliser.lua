-- A limit inside of a finaliser
-- expect: limit instructions
setmetatable({}, { __gc = function() while true do end end })
pcall(collectgarbage)
pcall(collectgarbage)
print("not reached")
