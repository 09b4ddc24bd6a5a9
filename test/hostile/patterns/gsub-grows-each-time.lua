-- gsub of its own result
-- expect: limit instructions
local s = "x"
while true do
  local ok, r = pcall(string.gsub, s, ".", "%0%0")
  if ok then s = r end
end
