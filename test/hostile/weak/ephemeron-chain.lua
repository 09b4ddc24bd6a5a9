-- Ephemerons whose values lead to the next key
-- limits: instructions=1e8
-- expect: ok true
local e = setmetatable({}, { __mode = "k" })
local first = {}
local k = first
for i = 1, 20000 do local next = {} e[k] = next k = next end
k = nil
collectgarbage()
local n = 0
local at = first
while e[at] do at = e[at] n = n + 1 end
print(n == 20000)
