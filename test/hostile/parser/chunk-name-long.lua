-- A chunk name of a megabyte is cut in messages
-- limits: instructions=1e8
-- expect: ok true true true
local long = ("n"):rep(1000000)
for _, name in ipairs { long, "=" .. long, "@" .. long } do
  local f, m = load("x =", name)
  io = (io or "") .. tostring(#m < 200) .. " "
end
print((io:gsub(" $", "")))
