local function show()
  print((debug.traceback("traceback"):gsub("\n%s*%[C%]: in %?$", ""):gsub("\n%s*", "; ")))
end
setmetatable({}, {__gc = function() show() end})
collectgarbage()
--> 5.4: traceback; stack traceback:; script.lua:2: in upvalue 'show'; script.lua:4: in metamethod '__gc'; [C]: in function 'collectgarbage'; script.lua:5: in main chunk
--> 5.3: traceback; stack traceback:; script.lua:2: in upvalue 'show'; script.lua:4: in function <script.lua:4>; [C]: in function 'collectgarbage'; script.lua:5: in main chunk
-- between two instructions
local done
setmetatable({}, {__gc = function() show() done = true end})
repeat local t = {} until done
--> 5.4: traceback; stack traceback:; script.lua:2: in upvalue 'show'; script.lua:10: in metamethod '__gc'; script.lua:11: in main chunk
--> 5.3: traceback; stack traceback:; script.lua:2: in upvalue 'show'; script.lua:10: in function <script.lua:10>; script.lua:11: in metamethod '__gc'
done = false
setmetatable({}, {__gc = function() print(pcall(error, "position", 2)) done = true end})
repeat local t = {} until done --> false script.lua:15: position
