-- Weak values go before finalisers run, weak keys only when the object is really gone (§2.5.4).
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local k = setmetatable({}, {__mode = "k"})
local v = setmetatable({}, {__mode = "v"})
local kv = setmetatable({}, {__mode = "kv"})
do
  local o = setmetatable({}, {__gc = function(o) print(k[o], v[1], kv[o], kv[1]) end})
  k[o], v[1], kv[o], kv[1] = "key", o, "both", o
end
collectgarbage() --> key nil both nil
print(count(k), count(v), count(kv)) --> 1 0 1
collectgarbage()
print(count(k), count(v), count(kv)) --> 0 0 0
-- objects that a finalised one refers to
do
  local inner = {}
  k[inner], v[1] = "inner", inner
  setmetatable({inner = inner}, {__gc = function(o) print(k[o.inner], v[1]) end})
end
collectgarbage() --> inner nil
print(count(k)) --> 1
collectgarbage()
print(count(k)) --> 0
-- a weak table that is itself resurrected
do
  local w = setmetatable({{}, "kept"}, {__mode = "v"})
  setmetatable({w = w}, {__gc = function(o) print(o.w[1], o.w[2]) end})
end
collectgarbage() --> nil kept
