-- pcall does not see a limit
-- expect: limit instructions
while true do pcall(function() while true do end end) end
