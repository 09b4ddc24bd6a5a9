-- Collecting a large heap again and again is paid for
-- expect: limit instructions
local t = {}
for i = 1, 100000 do t[i] = { i } end
while true do collectgarbage() collectgarbage("step") collectgarbage("count") end
