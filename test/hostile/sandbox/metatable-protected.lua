-- __metatable cannot be gone round without debug
-- expect: ok locked false nil
local t = setmetatable({}, { __metatable = "locked", __index = { secret = 1 } })
print(getmetatable(t), (pcall(setmetatable, t, nil)), rawget(t, "secret"))
