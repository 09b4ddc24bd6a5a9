-- Userdata where numbers, strings and tables are wanted
-- host: classes
-- needs: userdata
-- expect: ok 0
local n, u = 0, host.opaque
for _, f in ipairs { string.rep, string.format, table.concat, table.unpack, math.floor, setmetatable, next, coroutine.resume, string.char, rawset, rawlen } do
  if pcall(f, u, 1, 1) then n = n + 1 end
end
print(n)
