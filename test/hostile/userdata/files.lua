-- Files as userdata: their methods on what is no file, their metatable changed
-- libs: all
-- expect: ok 0 done
local n, mt = 0, getmetatable(io.stdout)
for _, f in pairs(mt.__index) do for _, v in ipairs { {}, "x", 1, print } do if pcall(f, v) then n = n + 1 end end end
mt.__gc, mt.__close, mt.__tostring = nil, nil, function() error("x") end
pcall(tostring, io.stdout)
print(n, "done")
