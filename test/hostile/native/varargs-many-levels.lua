-- Varargs handed from level to level copy each time
-- expect: limit instructions
local function f(n, ...) if n == 0 then return ... end return f(n - 1, ...) end
while true do f(100, table.unpack({}, 1, 5000)) end
