local t = {a = {b = {}}}
print(pcall(function() return t.a.b.c.d end)) --> false script.lua:2: attempt to index a nil value (field 'c')
print(pcall(function() t.a.b.c.d = 1 end)) --> false script.lua:3: attempt to index a nil value (field 'c')
print(pcall(function() return t.a.b.c() end)) --> false script.lua:4: attempt to call a nil value (field 'c')
print(pcall(function() return t.a.b:c() end)) --> false script.lua:5: attempt to call a nil value (method 'c')
print(pcall(function() return t["a b"].x end)) --> false script.lua:6: attempt to index a nil value (field 'a b')
