-- Metatables for numbers, nil, functions, booleans and coroutines that never end
-- libs: all
-- expect: limit instructions
local loop = function() while true do end end
local mt = { __index = loop, __call = loop, __add = loop, __len = loop, __concat = loop, __lt = loop, __tostring = loop, __gc = loop, __name = "x" }
for _, v in ipairs { 1, print, true, coroutine.create(print), "x" } do debug.setmetatable(v, mt) end
debug.setmetatable(nil, mt)
local ok, x = pcall(function() return (nil).x end)
print("not reached")
