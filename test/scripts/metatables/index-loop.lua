local a, b = {}, {}
setmetatable(a, {__index = b})
setmetatable(b, {__index = a})
print(a.x) -- expect error: '__index' chain too long; possible loop
---
local t = {}
setmetatable(t, t)
t.__newindex = t
t.x = 1 -- expect error: '__newindex' chain too long; possible loop
