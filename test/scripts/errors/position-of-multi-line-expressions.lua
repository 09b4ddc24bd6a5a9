local function f() local t = nil
  return 1 +
    2 +
    t
end
print(pcall(f)) --> false script.lua:3: attempt to perform arithmetic on a nil value (local 't')
local function g()
  local x = {}
  x
  .a
  .b = 1
end
print(pcall(g)) --> false script.lua:11: attempt to index a nil value (field 'a')
local function h()
  foo(
    1,
    2
  )
end
print(pcall(h)) --> false script.lua:15: attempt to call a nil value (global 'foo')
