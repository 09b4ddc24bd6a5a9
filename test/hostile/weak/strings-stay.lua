-- Strings are values: they are not taken out of weak tables
-- expect: ok x y
local t = setmetatable({}, { __mode = "kv" })
t["a" .. "b"] = "x"
t[1] = "y" .. ""
collectgarbage()
print(t.ab, t[1])
