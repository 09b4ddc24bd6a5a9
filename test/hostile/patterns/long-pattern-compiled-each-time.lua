-- A pattern of a megabyte against nothing
-- expect: limit instructions
local p = ("a"):rep(1000000)
while true do
  local a = (""):find(p .. "*")
  local b = (""):gsub(p, p)
  for w in (""):gmatch(p) do end
end
