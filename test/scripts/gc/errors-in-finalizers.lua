if warn then warn("@on") end
local function try(value)
  setmetatable({}, {__gc = function() error(value) end})
  print(pcall(collectgarbage))
end
try("x")
--> 5.3: false error in __gc metamethod (script.lua:3: x)
--> 5.4: true 0
--2> 5.4: Lua warning: error in __gc (script.lua:3: x)
try({})
--> 5.3: false error in __gc metamethod (no message)
--> 5.4: true 0
--2> 5.4: Lua warning: error in __gc (error object is not a string)
-- in 5.3 the others wait for the next collection, and message handlers are not called
for i = 1, 2 do setmetatable({}, {__gc = function() print("gc", i) error(i .. "!", 0) end}) end
print(xpcall(collectgarbage, function(m) return "handled " .. m end))
--> gc 2
--> 5.3: false error in __gc metamethod (2!)
--> 5.4: gc 1
--> 5.4: true 0
--2> 5.4: Lua warning: error in __gc (2!)
--2> 5.4: Lua warning: error in __gc (1!)
print(pcall(collectgarbage))
--> 5.3: gc 1
--> 5.3: false error in __gc metamethod (1!)
--> 5.4: true 0
