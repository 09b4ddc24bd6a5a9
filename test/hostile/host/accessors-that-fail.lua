-- Host accessors that run metamethods that fail, with keys that cannot be
-- host: reentering
-- expect: ok 3
local n = 0
local bad = setmetatable({}, { __index = function() error("x") end, __newindex = function() error("x") end })
if not pcall(host.get, bad, "x") then n = n + 1 end
if not pcall(host.set, bad, "x", 1) then n = n + 1 end
if not pcall(host.set, {}, 0 / 0, 1) then n = n + 1 end
pcall(host.set, {}, nil, 1)
print(n)
