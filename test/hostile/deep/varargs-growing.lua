-- Each level adds an argument
-- expect: ok false true
local function f(...) return f(1, ...) + 1 end
local ok, m = pcall(f)
print(ok, m:find("overflow", 1, true) ~= nil)
