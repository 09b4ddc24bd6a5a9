local weak = setmetatable({}, {__mode = "v"})
local weakkeys = setmetatable({}, {__mode = "k"})
do
  local o = setmetatable({}, {__gc = function(self) print("gc", weak[1], weakkeys[self]) end})
  weak[1] = o
  weakkeys[o] = "still there"
end
collectgarbage() --> gc nil still there
