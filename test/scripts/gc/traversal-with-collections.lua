-- Entries may vanish during a traversal; those whose keys are kept are all met.
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local keep = {}
local w = setmetatable({}, {__mode = "k"})
for i = 1, 50 do local o = {} w[o] = i if i % 2 == 0 then keep[#keep + 1] = o end end
local met = 0
for _, v in pairs(w) do collectgarbage() if v % 2 == 0 then met = met + 1 end end
print(met, count(w)) --> 25 25
local v = setmetatable({}, {__mode = "v"})
for i = 1, 50 do v["k" .. i] = {} v[i] = {} if i % 2 == 0 then keep[#keep + 1] = v["k" .. i] keep[#keep + 1] = v[i] end end
met = 0
for _ in pairs(v) do collectgarbage() met = met + 1 end
print(met >= 50, count(v)) --> true 50
