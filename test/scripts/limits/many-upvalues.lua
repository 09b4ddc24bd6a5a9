local decl, use = {}, {}
for j = 0, 1 do
  for i = 1, 130 do decl[#decl + 1] = ("local a%d_%d"):format(j, i) use[#use + 1] = ("a%d_%d"):format(j, i) end
end
local body = table.concat(use, ",", 1, 260)
print(select(2, load( --> c:262: function or expression needs too many registers near 'a1_126'
  table.concat(decl, "\n", 1, 130) .. "\nlocal function f()\n" .. table.concat(decl, "\n", 131, 260) ..
  "\nreturn function() return " .. body .. " end end", "=c")))
