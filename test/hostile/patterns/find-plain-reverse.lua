-- A plain search whose first byte differs
-- expect: limit instructions
local s, p = ("a"):rep(200000), "b" .. ("a"):rep(100000)
while true do s:find(p, 1, true) s:find("b" .. p) end
