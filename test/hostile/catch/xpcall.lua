-- The handler of xpcall does not see a limit
-- expect: limit instructions
while true do xpcall(function() while true do end end, function(m) while true do end end) end
