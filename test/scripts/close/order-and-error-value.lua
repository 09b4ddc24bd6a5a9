-- only: 5.4
local function res(name) return setmetatable({}, {__close = function(_, e) print("close " .. name, e) end}) end
do
  local a <close> = res("a")
  local b <close> = res("b")
  print("body") --> body | close b nil | close a nil
end
print(pcall(function() --> close c oops | false oops
  local c <close> = res("c")
  error("oops", 0)
end))
