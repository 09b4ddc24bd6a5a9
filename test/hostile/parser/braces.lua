-- Tables nested deeply, on all paths
-- limits: instructions=1e7
-- expect: ok true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
print(refused("x = " .. ("{"):rep(500000)), refused("x = " .. ("{a="):rep(500000) .. "1" .. ("}"):rep(500000)))
