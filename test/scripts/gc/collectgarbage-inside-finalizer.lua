-- 5.4 refuses everything, 5.3 lets it happen.
for i = 1, 3 do
  setmetatable({}, {__gc = function() print("gc", i) if i == 3 then print(collectgarbage()) end end})
end
collectgarbage()
--> gc 3
--> 5.4: nil
--> gc 2
--> gc 1
--> 5.3: 0
for _, option in ipairs({"count", "stop", "isrunning", "setpause", "step"}) do
  setmetatable({}, {__gc = function() io.write(type(collectgarbage(option)), " ") end})
end
collectgarbage() print()
--> 5.4: nil nil nil nil nil
--> 5.3: number boolean number number boolean
print(collectgarbage("isrunning")) --> true
