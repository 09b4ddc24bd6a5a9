-- Conversions that do not exist
-- expect: ok 5
local n = 0
for _, f in ipairs { "%", "%Ez", "%O", "%Q", "*t%" } do if not pcall(os.date, f) then n = n + 1 end end
print(n)
