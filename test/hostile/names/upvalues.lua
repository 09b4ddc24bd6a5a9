-- Variables named like that in messages
-- expect: ok true true true
local constructor
local ok, m = pcall(function() return constructor.x end)
local ok2, m2 = pcall(function() return __proto__.x end)
local ok3, m3 = pcall(function() return ({}).toString.x end)
print(m:find("upvalue 'constructor'", 1, true) ~= nil, m2:find("global '__proto__'", 1, true) ~= nil, m3:find("field 'toString'", 1, true) ~= nil)
