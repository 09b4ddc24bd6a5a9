local function f(...)
  local a, b = ...
  return select("#", ...), a, b, ...
end
print(f()) --> 0 nil nil
print(f(nil, nil)) --> 2 nil nil nil nil
print(f(1, 2, 3)) --> 3 1 2 1 2 3
local function g(...) return {...}, {n = select("#", ...), ...} end
local t, u = g(1, nil, 3)
print(#u, u.n) --> 3 3
