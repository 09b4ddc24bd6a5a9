-- A __call that leads back to the called
-- limits: instructions=1e7
-- expect 5.3: ok false
-- expect 5.4: limit instructions
local t = setmetatable({}, {})
getmetatable(t).__call = t
print((pcall(t)))
