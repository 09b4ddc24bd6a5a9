-- debug.setmetatable goes round __metatable, as it must, and stays in this engine
-- libs: all
-- expect: ok string
local mt = debug.getmetatable("")
mt.__metatable = "locked"
debug.setmetatable("", { __index = function() return "poisoned" end })
print(type(("x").upper))
