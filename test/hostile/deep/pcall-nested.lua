-- pcall in pcall in pcall
-- expect: ok true
local function f() return pcall(f) end
local ok = f()
print(ok == true or ok == false)
