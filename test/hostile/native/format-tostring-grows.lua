-- %s asks a __tostring for a long text each time
-- expect: limit instructions
local t = setmetatable({}, { __tostring = function() return ("x"):rep(100000) end })
while true do string.format("%s%s%s%s", t, t, t, t) end
