-- Once, unless the object is marked again by setmetatable.
local saved
local once = {__gc = function(o) print("once") saved = o end}
setmetatable({}, once)
collectgarbage() --> once
saved = nil
collectgarbage()
local left = 2
local again = {}
again.__gc = function(o) print("again") left = left - 1 if left > 0 then setmetatable(o, again) end end
setmetatable({}, again)
collectgarbage() --> again
collectgarbage() --> again
collectgarbage()
-- setting it twice does not count twice, and the metatable of the moment decides
do local o = setmetatable({}, {__gc = function() print("first") end}) setmetatable(o, {__gc = function() print("second") end}) end
collectgarbage() --> second
do local o = setmetatable({}, {__gc = function() print("removed") end}) setmetatable(o, nil) end
collectgarbage()
-- the order is that of the first marking
do
  local a, b = {}, {}
  setmetatable(a, {__gc = function() print("a") end})
  setmetatable(b, {__gc = function() print("b") end})
  setmetatable(a, {__gc = function() print("a2") end})
end
collectgarbage() --> b | a2
