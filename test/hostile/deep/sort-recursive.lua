-- A comparator that sorts with itself
-- expect: ok false true
local function f() table.sort({ 3, 2, 1 }, f) end
local ok, m = pcall(f)
print(ok, m:find("overflow", 1, true) ~= nil)
