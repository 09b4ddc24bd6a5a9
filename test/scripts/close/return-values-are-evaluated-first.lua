-- only: 5.4
local t = {v = 1}
local function f()
  local x <close> = setmetatable({}, {__close = function() t.v = 2 end})
  return t.v, t
end
local v, u = f()
print(v, u.v) --> 1 2
