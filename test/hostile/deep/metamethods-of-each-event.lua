-- Every metamethod that triggers itself ends in an overflow
-- expect: ok 26
local mt = {}
local function v() return setmetatable({}, mt) end
local a, b = v(), v()
mt.__add = function(x, y) return x + y end mt.__sub = function(x, y) return x - y end mt.__mul = function(x, y) return x * y end
mt.__div = function(x, y) return x / y end mt.__mod = function(x, y) return x % y end mt.__pow = function(x, y) return x ^ y end
mt.__unm = function(x) return -x end mt.__idiv = function(x, y) return x // y end mt.__band = function(x, y) return x & y end
mt.__bor = function(x, y) return x | y end mt.__bxor = function(x, y) return x ~ y end mt.__shl = function(x, y) return x << y end
mt.__shr = function(x, y) return x >> y end mt.__bnot = function(x) return ~x end mt.__concat = function(x, y) return x .. y end
mt.__len = function(x) return #x end mt.__eq = function(x, y) return x == y end mt.__lt = function(x, y) return x < y end
mt.__le = function(x, y) return x <= y end mt.__index = function(t, k) return t[k] end
mt.__newindex = function(t, k, w) t[k] = w end mt.__call = function(t, ...) return t(...) + 1 end
mt.__tostring = function(t) return tostring(t) .. "" end mt.__pairs = function(t) local x = pairs(t) return x end
local tries = {
  function() return a + b end, function() return a - b end, function() return a * b end, function() return a / b end,
  function() return a % b end, function() return a ^ b end, function() return -a end, function() return a // b end,
  function() return a & b end, function() return a | b end, function() return a ~ b end, function() return a << b end,
  function() return a >> b end, function() return ~a end, function() return a .. b end, function() return #a end,
  function() return a == b end, function() return a < b end, function() return a <= b end, function() return a.x end,
  function() a.x = 1 end, function() return a() end, function() return tostring(a) end, function() for k in pairs(a) do end end,
  function() return a > b end, function() return a ~= b end,
}
local n = 0
for _, f in ipairs(tries) do
  local ok, m = pcall(f)
  if not ok and tostring(m):find("overflow", 1, true) then n = n + 1 else print(_, ok, m) end
end
print(n)
