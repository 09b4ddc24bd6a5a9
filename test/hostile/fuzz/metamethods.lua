-- Every function of operators with random hard arguments
-- libs: all
-- prelude: values
-- expect: limit instructions
local names, functions = {}, {}
local skipped = { exit = true, debug = true }
for name, f in pairs({
  add = function(a, b) return a + b end, sub = function(a, b) return a - b end, mul = function(a, b) return a * b end, div = function(a, b) return a / b end,
  mod = function(a, b) return a % b end, pow = function(a, b) return a ^ b end, unm = function(a) return -a end, idiv = function(a, b) return a // b end,
  band = function(a, b) return a & b end, bor = function(a, b) return a | b end, bxor = function(a, b) return a ~ b end, shl = function(a, b) return a << b end,
  shr = function(a, b) return a >> b end, bnot = function(a) return ~a end, concat = function(a, b) return a .. b .. a end, len = function(a) return #a end,
  eq = function(a, b) return a == b end, lt = function(a, b) return a < b end, le = function(a, b) return a <= b end, index = function(a, b) return a[b] end,
  newindex = function(a, b, c) if type(a) == "table" and type(b) == "string" then a[b] = nil end end, call = function(a, b, c) return a(b, c) end,
  loop = function(a, b, c) local n = 0 for i = a, b, c do n = n + 1 if n > 100 then break end end end, iterate = function(a, b, c) local n = 0 for k in a, b, c do n = n + 1 if n > 100 then break end end end,
  method = function(a, b) return a:len(b) end, compile = function(a, b, c) return load(a, b, c) end,
}) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
sweep(names, functions)
