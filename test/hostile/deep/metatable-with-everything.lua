-- __index, __newindex and __metatable of metatables are not asked
-- expect: ok nil hidden false
local mt = setmetatable({ __metatable = "hidden" }, { __index = function() error("asked") end })
local t = setmetatable({}, mt)
print(t.x, getmetatable(t), (pcall(setmetatable, t, {})))
