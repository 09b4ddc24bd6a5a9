-- __metatable that is false, and a metatable that is its own
-- expect: ok false false
local mt = {}
mt.__metatable = false
local t = setmetatable({}, mt)
print(getmetatable(t), (pcall(setmetatable, t, {})))
