-- string.dump of what has no code
-- libs: all
-- expect: ok 0
local n = 0
for _, f in ipairs { print, string.dump, coroutine.wrap(print), string.gmatch("", "") } do if pcall(string.dump, f) then n = n + 1 end end
print(n + (pcall(string.dump, {}) and 1 or 0))
