local inner = setmetatable({}, {__tostring = function () return "in" end})
local outer = setmetatable({}, {__tostring = function () return ("<%s>"):format(inner) end})
print(("%s %d %-6s|%.2s|%s"):format(outer, 1, outer, outer, nil)) --> <in> 1 <in>  |<i|nil
print((("%s"):format(setmetatable({}, {__name = "My type"})):gsub("0x%x+", "0x"))) --> My type: 0x
print(pcall(string.format, "%s", setmetatable({}, {__tostring = function () return {} end}))) --> false '__tostring' must return a string
print(pcall(string.format, "%s", setmetatable({}, {__tostring = function () error("inside", 0) end}))) --> false inside
print(pcall(string.format, "%s %d", outer, "x")) --> false bad argument #3 to 'string.format' (number expected, got string)
print(pcall(string.format, "%5s", setmetatable({}, {__tostring = function () return "a\0b" end}))) --> false bad argument #2 to 'string.format' (string contains zeros)
print(pcall(string.format, "%d", setmetatable({}, {__name = "My type"}))) --> false bad argument #2 to 'string.format' (number expected, got My type)
