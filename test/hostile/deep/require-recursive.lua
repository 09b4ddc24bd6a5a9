-- Modules that require each other
-- libs: all
-- expect: ok true
package.preload.a = function() return require("b") end
package.preload.b = function() return require("a") end
local ok, m = pcall(require, "a")
print(ok or m:find("overflow", 1, true) ~= nil or m:find("loop", 1, true) ~= nil)
