local n = 0
local function obj() n = n + 1 return {m = function(self, x) return x end} end
print(obj():m("x"), n) --> x 1
