local mt = {}
for _, op in ipairs{"add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat"} do
  mt["__" .. op] = function(a, b) return op .. (type(a) == "table" and " left" or " right") end
end
local t = setmetatable({}, mt)
print(t + 1, 1 - t, t * t, 1 / t) --> add left sub right mul left div right
print(t % 2, 2 ^ t, t // 2, 2 & t) --> mod left pow right idiv left band right
print(t | 2, 2 ~ t, t << 1, 1 >> t) --> bor left bxor right shl left shr right
print(t .. "x", "x" .. t, 1 .. t) --> concat left concat right concat right
