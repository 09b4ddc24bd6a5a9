local function loop(n) if n == 0 then return "done" end return loop(n - 1) end
print(loop(210000)) --> done
local function a(n, f, g) if n == 0 then return "mutual" end return f(n - 1, g, f) end
print(a(1001, a, a)) --> mutual
local t = setmetatable({}, {__call = function(self, n) if n == 0 then return "meta" end return self(n - 1) end})
print(t(1000)) --> meta
