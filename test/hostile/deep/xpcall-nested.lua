-- xpcall whose handler is xpcall whose handler is xpcall
-- expect: ok boolean
local function f() return xpcall(error, f) end
print(type(f()))
