-- _ENV and _G replaced by anything
-- expect: ok 1 false false
local print, pcall, setmetatable = print, pcall, setmetatable
_G._G = nil
local function f(_ENV) return x end
print(f({ x = 1 }), (pcall(f, nil)), (pcall(f, setmetatable({}, { __index = function() return undefined.x end }))))
