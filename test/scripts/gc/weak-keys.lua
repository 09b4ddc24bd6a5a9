local t = setmetatable({}, {__mode = "k"})
local key = {}
t[key] = "kept"
t[{}] = "lost"
t[1] = {}
collectgarbage()
local n = 0
for k, v in pairs(t) do n = n + 1 end
print(n, t[key], type(t[1])) --> 2 kept table
