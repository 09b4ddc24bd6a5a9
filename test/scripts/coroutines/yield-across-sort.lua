-- only: ours
local co = coroutine.wrap(function()
  local t = {3, 1, 2}
  table.sort(t, function(a, b) return coroutine.yield(a, b) end)
  return table.concat(t, " ")
end)
local a, b = co()
while type(a) == "number" do a, b = co(a < b) end
print(a) --> 1 2 3
