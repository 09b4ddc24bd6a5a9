local i, t = 1, {}
i, t[i] = i + 1, 20
print(i, t[1], t[2]) --> 2 20 nil
local a = {}
local b = a
a.x, a = 1, nil
print(b.x, a) --> 1 nil
do
  local t = {1, 2}
  local k = 1
  k, t[k], t[k + 1] = 2, "a", "b"
  print(k, t[1], t[2]) --> 2 a b
end
