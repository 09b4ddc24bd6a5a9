-- Tables and functions that look like promises, returned and thrown
-- expect: error (error object is a table value)
local t = { ["then"] = function() while true do end end, catch = print, finally = print, status = "fulfilled" }
error(setmetatable(t, { __index = function() return function() while true do end end end }))
