-- Host functions that throw, as metamethods, finalisers, iterators, handlers, comparators, readers
-- host: throwing
-- expect: ok 9
local f, n = host.error, 0
local t = setmetatable({}, { __index = f, __newindex = f, __call = f, __concat = f, __len = f, __eq = f, __lt = f, __tostring = f, __gc = f, __close = f, __pairs = f })
for _, g in ipairs { function() return t.x end, function() t.x = 1 end, function() t() end, function() return t .. t end, function() return #t end,
  function() return t < t end, function() return tostring(t) end, function() for k in f do end end, function() table.sort({ 1, 2 }, f) end } do
  if not pcall(g) then n = n + 1 end
end
xpcall(error, f)
pcall(load, f)
pcall(string.gsub, "x", "x", f)
print(n)
