-- Functions nested deeply
-- limits: instructions=1e7
-- expect: ok true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
print(refused(("return function() "):rep(100000)), refused(("local function f() "):rep(100000) .. (" end "):rep(100000)))
