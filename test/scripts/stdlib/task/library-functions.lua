-- only: ours
task.yield()
print(pcall(task.sleep, 1)) --> false task.sleep cannot wait in a synchronous call
print(pcall(task.spawn, print)) --> false task.spawn cannot wait in a synchronous call
print(pcall(task.spawn, 1)) --> false bad argument #1 to 'task.spawn' (function expected, got number)
