-- Constructors of very many items and fields
-- limits: instructions=1e8
-- expect: ok 500000 x
local t = load("return {" .. ("1,"):rep(500000) .. "}")()
local u = load("return {" .. ("x='x',"):rep(200000) .. "}")()
print(#t, u.x)
