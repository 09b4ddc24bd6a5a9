-- A limit inside of a module and a searcher
-- libs: all
-- expect: limit instructions
package.preload.x = function() while true do end end
pcall(require, "x")
print("not reached")
