local function loop() return 1 + loop() end
local ok, e = xpcall(loop, function(m) return loop() end)
print(ok, type(e)) --> false string
