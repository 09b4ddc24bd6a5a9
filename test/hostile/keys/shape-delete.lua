-- Fields added and deleted for ever
-- expect: limit instructions
local t, i = {}, 0
while true do i = i + 1 t["k" .. i] = i t["k" .. i - 1] = nil end
