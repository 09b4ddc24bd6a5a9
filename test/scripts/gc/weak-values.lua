local t = setmetatable({}, {__mode = "v"})
local keep = {}
t[1], t[2], t.s = keep, {}, "string"
collectgarbage()
print(t[1] == keep, t[2], t.s) --> true nil string
