-- A __tostring that returns no string
-- expect: ok false '__tostring' must return a string
print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() return {} end })))
