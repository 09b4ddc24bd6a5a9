-- What the risky libraries of "safe" have
-- expect: ok clock date difftime time | traceback | nil nil nil nil
local function members(t) local n = {} for k in pairs(t) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ") end
print(members(os))
print(members(debug))
print(string.dump, io, package, require)
