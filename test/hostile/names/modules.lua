-- The same names as modules
-- libs: all
-- expect: ok false false 1 true
package.path, package.cpath = "", ""
print((pcall(require, "__proto__")), (pcall(require, "constructor")), (function() package.preload.__proto__ = function() return 1 end return require("__proto__") end)(),
  package.loaded.toString == nil and package.loaded.__proto__ == 1)
