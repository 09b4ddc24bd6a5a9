local a, b = {}, {}
setmetatable(a, {__newindex = b})
setmetatable(b, {__newindex = function(t, k, v) rawset(t, k, v .. "!") end})
a.x = "deep"
print(rawget(a, "x"), b.x) --> nil deep!
