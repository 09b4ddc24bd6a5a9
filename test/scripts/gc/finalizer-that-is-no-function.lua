if warn then warn("@on") end
setmetatable({}, {__gc = true})
print(pcall(collectgarbage)) --> true 0
--2> 5.4: Lua warning: error in __gc (attempt to call a boolean value (metamethod '__gc'))
setmetatable({}, {__gc = setmetatable({}, {__call = function() print("called") end})})
collectgarbage() --> 5.4: called
