local mt = {
  __unm = function(a, b) return "unm", rawequal(a, b) end,
  __bnot = function(a, b) return "bnot" end,
  __len = function(a, b) return "len" end,
}
local t = setmetatable({}, mt)
print(-t, ~t, #t) --> unm bnot len
