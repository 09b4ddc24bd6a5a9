-- only: 5.4
local function f() return "called" end
local function g()
  local x <close> = setmetatable({}, {__close = function() print("closing before g returns") end})
  return f()
end
print(g()) --> closing before g returns | called
