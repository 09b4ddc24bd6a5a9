-- A __call that leads back to the called
-- expect 5.3: ok false
-- expect 5.4: limit instructions
local t = setmetatable({}, {})
getmetatable(t).__call = t
print((pcall(t)))
