print(pcall(collectgarbage, {})) --> false bad argument #1 to 'collectgarbage' (string expected, got table)
print(pcall(collectgarbage, true)) --> false bad argument #1 to 'collectgarbage' (string expected, got boolean)
print(pcall(collectgarbage, 1)) --> false bad argument #1 to 'collectgarbage' (invalid option '1')
print(pcall(collectgarbage, nil)) --> true 0
print(pcall(collectgarbage, "step", "x")) --> false bad argument #2 to 'collectgarbage' (number expected, got string)
print(pcall(collectgarbage, "setpause", 1.5)) --> false bad argument #2 to 'collectgarbage' (number has no integer representation)
print(pcall(collectgarbage, "collect", {}))
--> 5.3: false bad argument #2 to 'collectgarbage' (number expected, got table)
--> 5.4: true 0
print(pcall(collectgarbage, "generational", "x"))
--> 5.3: false bad argument #1 to 'collectgarbage' (invalid option 'generational')
--> 5.4: false bad argument #2 to 'collectgarbage' (number expected, got string)
print(collectgarbage("setpause", 150), collectgarbage("setpause", 1000), collectgarbage("setpause", -5), collectgarbage("setpause"))
--> 5.3: 200 150 1000 -5
--> 5.4: 200 148 1000 1020
print(collectgarbage("setstepmul", 300), collectgarbage("setstepmul", 3), collectgarbage("setstepmul"))
--> 5.3: 200 300 40
--> 5.4: 100 300 0
---
-- only in 5.4
if _VERSION == "Lua 5.4" then
  print(collectgarbage("incremental", 110, 120, 13), collectgarbage("incremental", 0, 0), collectgarbage("setpause"), collectgarbage("setstepmul"))
end
--> 5.4: generational incremental 108 120
