-- Insertion at the front moves everything, and is paid for
-- expect: limit instructions
local t = {}
while true do table.insert(t, 1, 0) end
