-- More lines than fit into small numbers
-- limits: instructions=1e8
-- expect: ok s:3000001: x
local f = load(("\n"):rep(3000000) .. "error('x')", "=s")
print(select(2, pcall(f)))
