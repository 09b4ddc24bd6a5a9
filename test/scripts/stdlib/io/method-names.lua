local names = {}
local mt = getmetatable(io.stdout)
for k in pairs(mt) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " ")) --> 5.3: __gc __index __name __tostring close flush lines read seek setvbuf write --> 5.4: __close __gc __index __name __tostring
local methods = {}
for k in pairs(mt.__index) do if k:sub(1, 2) ~= "__" then methods[#methods + 1] = k end end
table.sort(methods)
print(table.concat(methods, " ")) --> close flush lines read seek setvbuf write
