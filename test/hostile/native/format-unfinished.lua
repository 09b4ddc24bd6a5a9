-- Formats that end in the middle
-- expect: ok 6
local n = 0
for _, f in ipairs { "%", "%-", "%5", "%5.", "%#", "%y" } do if not pcall(string.format, f, 1) then n = n + 1 end end
print(n)
