-- A host that catches the limit cannot keep the script alive
-- host: reentering
-- expect: limit instructions
host.swallow(function() while true do end end)
while true do end
