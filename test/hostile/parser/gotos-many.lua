-- Tens of thousands of gotos and labels
-- expect: limit instructions
local s = {}
for i = 1, 20000 do s[#s + 1] = "goto l" .. i .. " do goto l" .. i .. " end ::l" .. i .. "::" end
s = table.concat(s, " ")
while true do load(s) end
