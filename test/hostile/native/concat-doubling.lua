-- A string that doubles ends at the limit of strings, and can be tried for ever
-- expect: limit instructions
local s = "x"
while true do
  local ok, longer = pcall(function() return s .. s end)
  if ok then s = longer end
  local b = s:byte(#s)
end
