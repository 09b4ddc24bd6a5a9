-- Binary chunks are refused, even ones that the engine made itself
-- libs: all
-- expect: ok nil nil nil false
local d = string.dump(function() return 1 end)
print((load(d)), (load(d, "=x", "b")), (load(d, "=x", "bt")), (pcall(load(d) or error)))
