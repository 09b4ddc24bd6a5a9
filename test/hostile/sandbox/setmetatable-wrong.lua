-- setmetatable on what has none of its own
-- expect: ok 0
local n = 0
for _, v in ipairs { 1, "x", true, print, coroutine.create(print) } do if pcall(setmetatable, v, {}) then n = n + 1 end end
print(n + (pcall(setmetatable, {}, 1) and 1 or 0) + (pcall(setmetatable, {}) and 1 or 0))
