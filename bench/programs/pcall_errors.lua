-- size: 1500000  quick: 10000
-- Protected calls, a tenth of them failing.
local function work(i)
  if i % 10 == 0 then error("tenth") end
  if i % 25 == 0 then error({code = i}) end
  return i
end

return function(n)
  local good, strings, tables = 0, 0, 0
  for i = 1, n do
    local ok, r = pcall(work, i)
    if ok then good = good + 1
    elseif type(r) == "string" then strings = strings + 1
    else tables = tables + 1 end
  end
  assert(strings == n // 10 and tables == n // 25 - n // 50 and good == n - strings - tables)
end
