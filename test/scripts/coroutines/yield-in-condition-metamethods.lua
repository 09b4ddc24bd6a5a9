local mt = {__lt = function(a, b) return coroutine.yield("lt") end, __eq = function() return coroutine.yield("eq") end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local co = coroutine.wrap(function()
  if a < b then print("less") else print("not less") end
  if a ~= b then print("different") else print("equal") end
  while a > b do print("once") break end
  return "done"
end)
print(co()) --> lt
print(co(false)) --> not less | eq
print(co(1)) --> equal | lt
print(co(true)) --> once | done
