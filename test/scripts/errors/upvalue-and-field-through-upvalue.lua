local t = {}
print(pcall(function() t.a.b() end)) --> false script.lua:2: attempt to index a nil value (field 'a')
print(pcall(function() return t.x.y.z end)) --> false script.lua:3: attempt to index a nil value (field 'x')
print(pcall(function() t:m() end)) --> false script.lua:4: attempt to call a nil value (method 'm')
print(pcall(function() t.a = t.b + 1 end)) --> false script.lua:5: attempt to perform arithmetic on a nil value (field 'b')
