-- __gc fields that are no functions
-- expect: ok done
for _, v in ipairs { true, 1, "x", {} } do setmetatable({}, { __gc = v }) end
collectgarbage()
collectgarbage()
print("done")
