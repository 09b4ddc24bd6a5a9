print((load("\27Lua")) == nil, (load("\27")) == nil, (load("\27garbage" .. ("x"):rep(100))) == nil) --> true true true
local d = string.dump(function() return 1 end)
for i = 1, #d - 1 do assert(not load(d:sub(1, i), "x", "b")) end
print("all prefixes refused") --> all prefixes refused
