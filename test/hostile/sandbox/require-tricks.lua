-- Searchers and loaded tables replaced by rubbish
-- libs: all
-- expect: ok done
local searchers = package.searchers
for _, s in ipairs { function() return {} end, function() return function() error("x") end end, function() return "text" end, 1, {}, require } do
  package.searchers[2] = s
  pcall(require, "x" .. tostring(s))
end
setmetatable(package.loaded, { __index = function(_, k) return nil end, __newindex = function() error("no") end })
pcall(require, "y")
setmetatable(package.preload, { __index = function() while false do end return 1 end })
pcall(require, "z")
print("done")
