-- Tasks that start tasks, sleep and give way, in a run that cannot wait
-- libs: all
-- limits: instructions=1e6
-- expect: limit instructions
local function f() pcall(task.spawn, f) pcall(task.yield) pcall(task.sleep, 1e9) return f() end
while true do pcall(task.spawn, f) pcall(task.sleep, -1) pcall(f) end
