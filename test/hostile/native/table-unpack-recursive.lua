-- Each level of recursion unpacks a stack full
-- expect: ok false true
local function f(...) return f(1, table.unpack({}, 1, 100000)) + 1 end
local ok, m = pcall(f)
print(ok, (m:find("stack overflow", 1, true) or m:find("too many results", 1, true)) ~= nil)
