local mt = {}
setmetatable({}, mt)
mt.__gc = function() print("never called") end
collectgarbage()
setmetatable({}, mt)
mt.__gc = function() print("called, with the field's current value") end
collectgarbage() --> called, with the field's current value
