-- Functions nested deeply
-- expect: ok true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
print(refused(("return function() "):rep(100000)), refused(("local function f() "):rep(100000) .. (" end "):rep(100000)))
