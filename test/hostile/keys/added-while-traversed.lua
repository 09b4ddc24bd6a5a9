-- Fields added during a traversal: any order, but an end or the limit
-- expect: limit instructions
local t = { a = 1 }
local n = 0
while true do
  for k, v in pairs(t) do n = n + 1 t["n" .. n % 100] = n if n > 1e6 then break end end
  t = { a = 1 }
end
