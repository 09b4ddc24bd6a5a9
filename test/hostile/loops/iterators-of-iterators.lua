-- An iterator made of iterators made of iterators
-- expect: limit instructions
local function iter(n) if n == 0 then return function() return 1 end end local below = iter(n - 1) return function() return below() end end
for x in iter(100) do end
