-- Loops with limits and steps that are no numbers
-- expect: ok 0
local n = 0
for _, f in ipairs { function() for i = {}, 1 do end end, function() for i = 1, "x" do end end, function() for i = 1, 2, print do end end,
  function() for i = 1, 2, nil do end end, function() for k in 1 do end end, function() for k in nil do end end } do
  if pcall(f) then n = n + 1 end
end
print(n)
