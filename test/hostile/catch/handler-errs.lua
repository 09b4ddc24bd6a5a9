-- Handlers that err, for ever
-- expect: limit instructions
while true do xpcall(error, function(m) error(m) end) xpcall(error, error) xpcall(nil, print) end
