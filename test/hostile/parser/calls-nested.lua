-- Calls nested as arguments, indices nested in brackets
-- expect: ok true true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
print(refused("f(" .. ("f("):rep(300000)), refused("return t" .. ("[t"):rep(300000)), refused("return f" .. ("{f"):rep(300000)))
