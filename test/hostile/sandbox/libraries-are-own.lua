-- Changing libraries stays in this engine
-- expect: ok nil
for _, lib in ipairs { string, table, math, coroutine, utf8, os } do for k in pairs(lib) do lib[k] = nil end end
for k in pairs(getmetatable("")) do getmetatable("")[k] = nil end
local p, g = print, _G
g.tostring = function() return "nil" end
for k in pairs(g) do if k ~= "tostring" then g[k] = nil end end
p(string)
