-- Hash parts that grow for ever
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t, i = {}, 0
while true do i = i + 1 t[i + 0.5] = i end
