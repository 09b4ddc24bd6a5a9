-- A table that doubles by table.move and unpack
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t = { 1 }
while true do table.move(t, 1, #t, #t + 1) end
