-- A callback that calls gsub with itself as the callback
-- expect: ok false true
local function f() return (("x"):gsub("x", f)) end
local ok, m = pcall(f)
print(ok, m:find("stack overflow", 1, true) ~= nil)
