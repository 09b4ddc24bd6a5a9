-- A finaliser that overflows the stack
-- expect: ok done
setmetatable({}, { __gc = function() local function f() return 1 + f() end f() end })
pcall(collectgarbage)
print("done")
