-- One concatenation of many long operands
-- expect: limit instructions
local s = ("x"):rep(1000000)
local f = load("local s = ... return " .. ("s .. "):rep(190) .. "s")
while true do
  local ok, r = pcall(f, s)
  if ok then local b = r:byte(77) end
end
