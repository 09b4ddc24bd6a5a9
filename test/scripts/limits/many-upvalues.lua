local decl, use = {}, {}
for i = 1, 260 do decl[i] = "local a" .. i use[i] = "x = a" .. i end
local function source(n)
  return table.concat(decl, "\n", 1, 130) .. "\nlocal function f()\n" .. table.concat(decl, "\n", 131, n) ..
    "\nreturn function()\n" .. table.concat(use, "\n", 1, n) .. "\nend end"
end
print(load(source(250), "=c") ~= nil) --> true
print(select(2, load(source(260), "=c"))) --> c:518: too many upvalues (limit is 255) in function at line 262 near 'x'
