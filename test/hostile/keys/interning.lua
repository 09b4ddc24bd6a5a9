-- Very many different short strings
-- limits: memory=64M instructions=1e8
-- expect: limit memory
local t, i = {}, 0
while true do i = i + 1 t[i] = "s" .. i end
