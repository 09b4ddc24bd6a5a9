local mt = {}
local w = setmetatable({}, mt)
local function collected() w[1] = {} collectgarbage() return w[1] == nil end
print(collected()) --> false
mt.__mode = "v"
print(collected()) --> true
mt.__mode = nil
print(collected()) --> false
mt.__mode = "xvz"
print(collected()) --> true
mt.__mode = 5
print(collected()) --> false
mt.__mode = "V"
print(collected()) --> false
-- not through the metatable of the metatable
w = setmetatable({}, setmetatable({}, {__index = {__mode = "v"}}))
print(collected()) --> false
