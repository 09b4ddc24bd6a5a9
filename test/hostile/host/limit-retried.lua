-- A host that tries again after the limit
-- host: reentering
-- expect: limit instructions
host.retry(function() while true do end end)
local x = 1
