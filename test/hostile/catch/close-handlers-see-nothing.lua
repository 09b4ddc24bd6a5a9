-- __close does not see the limit as an error, whatever it does
-- dialects: 5.4
-- expect: limit instructions
local function closing() return setmetatable({}, { __close = function(_, e) if e ~= nil then print("saw", e) end error("mine") end }) end
pcall(function()
  local a <close>, _ = closing(), 1
  local b <close> = closing()
  pcall(function() local c <close> = closing() while true do end end)
end)
print("not reached")
