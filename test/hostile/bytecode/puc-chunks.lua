-- Binary chunks of the other implementations
-- libs: all
-- options: allowBytecode
-- expect: ok 0
local n = 0
for _, s in ipairs { "\27Lua\x54\0\x19\x93\r\n\x1a\n\4\8\8xV\0\0\0", "\27Lua\x53\0\x19\x93\r\n\x1a\n\4\8\4\8\8", "\27LJ\2\2", "\27Lua\x51", "\27", "\27\27\27" } do
  if load(s .. ("\0"):rep(1000), "=bad", "b") then n = n + 1 end
end
print(n)
