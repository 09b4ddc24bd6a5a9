-- Many values through yield and resume
-- expect: limit instructions
local co = coroutine.wrap(function(...) while true do coroutine.yield(...) end end)
while true do co(table.unpack({}, 1, 100000)) end
