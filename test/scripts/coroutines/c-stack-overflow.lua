local function nest(n) return coroutine.wrap(function() return nest(n + 1) end)() end
local ok, e = pcall(nest, 1)
print(ok, (tostring(e):gsub("script.lua:%d+: ", ""))) --> false C stack overflow
