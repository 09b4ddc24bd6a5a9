-- The same names as metafields and names of types
-- expect: ok nil nil __proto__: x
local mt = { __proto__ = { __index = function() return 1 end, x = 1 }, constructor = print, __name = "__proto__" }
local t = setmetatable({}, mt)
print(t.x, getmetatable(t).x, (tostring(t):gsub("0x%x+", "x")))
