if warn then warn("@on") end
last = setmetatable({}, {__gc = function() print("first marked") end})
second = setmetatable({}, {__gc = function(o)
  print("second, and marking again is too late")
  setmetatable(o, getmetatable(o))
  setmetatable({}, {__gc = function() print("never") end})
  error("dropped")
end})
first = setmetatable({}, {__gc = function() print("last marked", type(last), type(collectgarbage)) end})
print("end of script")
--> end of script | last marked table function | second, and marking again is too late | first marked
--2> 5.4: Lua warning: error in __gc (script.lua:7: dropped)
---
local x = setmetatable({}, {__gc = function() print("after an error too") end})
print("before") --> before | after an error too
error("stop") -- expect error: stop
