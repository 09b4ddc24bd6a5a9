local id = debug.upvalueid
local function make()
  local shared = 0
  return function() shared = shared + 1 return shared end, function() return shared end
end
local f1, g1 = make()
local f2, g2 = make()
print(id(f1, 1) == id(g1, 1), id(f1, 1) == id(f2, 1), id(f1, 1) == id(f1, 1)) --> true false true
debug.upvaluejoin(f2, 1, f1, 1)
print(id(f1, 1) == id(f2, 1), id(f1, 1) == id(g2, 1)) --> true false
f1()
print(f2(), g1(), g2()) --> 2 2 0
local w = coroutine.wrap(make)
print(id(w, 1) == id(w, 1), id(w, 1) == id(coroutine.wrap(make), 1)) --> true false
local seen = {[id(f1, 1)] = "key"}
print(seen[id(g1, 1)]) --> key
print(debug.getuservalue(id(f1, 1))) --> nil
print(pcall(debug.setuservalue, id(f1, 1), 1)) --> false bad argument #1 to 'debug.setuservalue' (userdata expected, got light userdata)
