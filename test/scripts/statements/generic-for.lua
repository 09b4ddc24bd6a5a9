local function iter(s, c) if c < s then return c + 1, c * 10 end end
for a, b in iter, 3, 0 do print(a, b) end --> 1 0 | 2 10 | 3 20
for i, v in ipairs({"a", "b", nil, "d"}) do print(i, v) end --> 1 a | 2 b
for k in next, {only = 1} do print(k) end --> only
