-- Looking into a growing string after each step is paid for
-- expect: limit instructions
local s = ("x"):rep(100000)
while true do
  s = s .. "y"
  local b = s:byte(1) + s:byte(-1)
end
