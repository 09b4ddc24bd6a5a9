-- A list a million long is given to the host
-- limits: instructions=1e8
-- expect: ok
local t = {}
for i = 1, 300000 do t = { next = t } end
return t
