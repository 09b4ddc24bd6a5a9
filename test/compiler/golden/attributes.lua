local limit <const> = 2 * 8
local name <const>, t <const> = "n", {}
local f = function() return limit, t end
local h <close> = f(limit)
return f()
