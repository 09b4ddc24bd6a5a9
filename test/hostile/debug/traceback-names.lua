-- Names of functions looked for among very many
-- libs: all
-- expect: limit instructions
for i = 1, 20000 do _G["g" .. i] = i string["s" .. i] = i end
local function f(n) if n == 0 then while true do debug.traceback() pcall(string.rep) end end return 1 + f(n - 1) end
f(100)
