-- Arrays with holes of growing size
-- expect: limit instructions
local t, i = {}, 1
while true do t[i] = 1 t[i * 2] = 1 t[i] = nil i = i + 1 local n = #t end
