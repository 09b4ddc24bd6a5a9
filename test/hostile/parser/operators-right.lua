-- Right associative operators in a row
-- limits: instructions=1e7
-- expect: ok true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
print(refused("return " .. ("x .. "):rep(200000) .. "x"), refused("return " .. ("2 ^ "):rep(200000) .. "2"))
