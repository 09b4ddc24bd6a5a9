local inner = setmetatable({}, {__call = function(self, outer, x) return "inner", type(outer), x end})
local outer = setmetatable({}, {__call = inner})
print(pcall(outer, 7)) --> 5.3: false attempt to call a table value --> 5.4: true inner table 7
