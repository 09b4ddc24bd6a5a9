-- Ephemerons in the order that is worst for marking
-- expect: limit instructions
local keys, tables = {}, {}
for i = 1, 2000 do keys[i] = {} end
for i = 2000, 1, -1 do tables[#tables + 1] = setmetatable({ [keys[i]] = keys[i + 1] or 1 }, { __mode = "k" }) end
local first = keys[1]
keys = nil
while true do collectgarbage() end
