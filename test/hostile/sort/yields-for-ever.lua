-- A comparator that yields and is never done
-- expect: limit instructions
local function cmp(a, b) coroutine.yield() return a < b end
while true do
  local co = coroutine.wrap(function() table.sort({ 5, 3, 1, 4, 2, 9, 8, 7 }, cmp) end)
  for i = 1, 5 do co() end
end
