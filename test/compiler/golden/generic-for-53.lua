-- dialect 5.3
for k, v in pairs(t) do
  if k then break end
  f(v)
end
