-- only: 5.4
local function res(name) return setmetatable({}, {__close = function() print("close " .. name) end}) end
for i = 1, 2 do
  local x <close> = res("loop" .. i)
  if i == 2 then break end --> close loop1
end --> close loop2
do
  local x <close> = res("goto")
  goto out
end
::out:: --> close goto
local function f()
  local x <close> = res("return")
  return "value", "second"
end
print(f()) --> close return | value second
while true do local x <close> = res("while") break end --> close while
repeat local x <close> = res("repeat") until true --> close repeat
