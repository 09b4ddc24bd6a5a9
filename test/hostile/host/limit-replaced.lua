-- A host that throws its own error instead of the limit
-- host: reentering
-- expect: limit instructions
pcall(host.replace, function() while true do end end)
local x = 1
