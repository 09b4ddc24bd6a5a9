-- A run of single steps does what a run in one go does
-- step: 1
-- expect: ok 1 2 3 | 3 2 1 | a-b- 2 | false e
local t = { 1, 2, 3 }
print(table.unpack(t))
table.sort(t, function(a, b) return a > b end)
print(table.unpack(t))
print(("ab"):gsub(".", function(c) return c .. "-" end))
local co = coroutine.wrap(function() coroutine.yield() error("e", 0) end)
co()
print(pcall(co))
