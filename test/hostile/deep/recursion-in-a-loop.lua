-- Stack overflows caught for ever
-- expect: limit instructions
local function f() return 1 + f() end
while true do pcall(f) end
