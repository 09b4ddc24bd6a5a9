-- Coroutines that wait with long stacks
-- limits: memory=16M instructions=1e8
-- expect: limit memory
local many, kept = {}, {}
for i = 1, 2e5 do many[i] = i end
while true do
  local co = coroutine.create(function(...) coroutine.yield() return ... end)
  coroutine.resume(co, table.unpack(many))
  kept[#kept + 1] = co
end
