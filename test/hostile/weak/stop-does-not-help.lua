-- A stopped collector does not hide memory
-- limits: memory=16M instructions=1e9
-- expect: limit memory
collectgarbage("stop")
local t = {}
while true do t = { t } end
