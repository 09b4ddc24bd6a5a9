local t = setmetatable({}, {__unm = function(...) return select("#", ...) end})
print(-t) --> 2
