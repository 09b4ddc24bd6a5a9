local co = coroutine.wrap(function(...) local n = select("#", coroutine.yield(...)) return n end)
local t = {}
for i = 1, 200 do t[i] = i end
print(select("#", co(table.unpack(t)))) --> 200
print(co(table.unpack(t, 1, 150))) --> 150
