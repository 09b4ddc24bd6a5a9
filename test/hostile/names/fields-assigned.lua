-- The same names as keys that are set, counted, deleted, and traversed in order
-- expect: ok 8 __proto__ constructor prototype toString hasOwnProperty valueOf then toJSON 0
local names = { "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "toJSON" }
local t, seen, n = {}, {}, 0
for i, name in ipairs(names) do t[name] = i end
for k, v in pairs(t) do n = n + 1 seen[#seen + 1] = k assert(names[v] == k) end
for _, name in ipairs(names) do t[name] = nil end
local left = 0
for _ in pairs(t) do left = left + 1 end
print(n, table.concat(seen, " "), left)
