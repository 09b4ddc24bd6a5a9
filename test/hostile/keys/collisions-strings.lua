-- Long strings that differ in the middle only
-- limits: memory=256M
-- expect: limit instructions
local t, i, a = {}, 0, ("a"):rep(64)
while true do i = i + 1 t[a .. i .. a] = i local x = t[a .. -i .. a] end
