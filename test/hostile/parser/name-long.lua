-- Names of a million bytes
-- limits: instructions=1e8
-- expect: ok 1 nil
local name = ("n"):rep(1000000)
print(load("local " .. name .. " = 1 return " .. name)(), (load("return " .. name .. " " .. name .. " x")))
