local h = 0xcbf29ce484222325
for c in ("hello"):gmatch(".") do h = (h ~ c:byte()) * 0x100000001b3 end
print(("%x"):format(h)) --> a430d84680aabd0b
local s = 88172645463325252
for i = 1, 3 do s = s ~ (s << 13) s = s ~ (s >> 7) s = s ~ (s << 17) end
print(s) --> 3453997556048239312
