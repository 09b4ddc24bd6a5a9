-- Callbacks that return what is no string
-- expect: ok false 2 | xx 2
local n = 0
for _, r in ipairs { {}, print } do if not pcall(string.gsub, "x", "x", function() return r end) then n = n + 1 end end
print((pcall(string.gsub, "x", "x", "%2")), n)
print(("xx"):gsub("x", function() return false end))
