-- string.dump with every kind of second argument
-- libs: all
-- options: allowBytecode
-- expect: ok 4
local n = 0
for _, strip in ipairs { true, false, 1, {} } do n = n + load(string.dump(function() return 1 end, strip))() end
print(n)
