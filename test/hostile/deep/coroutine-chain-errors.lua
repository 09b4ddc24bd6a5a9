-- An error through a hundred and fifty coroutines
-- expect: ok false true
local function f(n) if n == 0 then error("deep") end return coroutine.wrap(f)(n - 1) end
local ok, m = pcall(f, 150)
print(ok, m:find("deep", 1, true) ~= nil)
