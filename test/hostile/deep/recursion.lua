-- Recursion without end is a stack overflow that can be caught, and again
-- expect: ok false true false true
local function f() return 1 + f() end
local function try() local ok, m = pcall(f) return ok, m:find("stack overflow", 1, true) ~= nil end
local a, b = try()
print(a, b, try())
