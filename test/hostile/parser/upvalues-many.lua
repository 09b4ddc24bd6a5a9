-- More upvalues than there may be
-- expect: ok true
local s = {}
for i = 1, 150 do s[#s + 1] = "local a" .. i end
s[#s + 1] = "local function f()"
for i = 1, 150 do s[#s + 1] = "local b" .. i end
s[#s + 1] = "return function() return 1"
for i = 1, 150 do s[#s + 1] = "+ a" .. i .. "+ b" .. i end
s[#s + 1] = "end end"
local f, m = load(table.concat(s, " "))
print(f == nil and #m < 400)
