-- only: 5.4
local function res(name) return setmetatable({}, {__close = function(_, e) print(name, e) error(name .. " failed", 0) end}) end
print(pcall(function() --> b original | a b failed | false a failed
  local a <close> = res("a")
  local b <close> = res("b")
  error("original", 0)
end))
print(pcall(function() local a <close> = res("only") return 1 end)) --> only nil | false only failed
