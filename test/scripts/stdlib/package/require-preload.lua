package.preload.mymod = function(...) print("loading", ...) return {value = 42} end
print(require("mymod").value) --> 5.3: loading mymod nil | 42 --> 5.4: loading mymod :preload: | 42
print(require("mymod") == package.loaded.mymod) --> true
package.preload.nothing = function() end
print(require("nothing"), package.loaded.nothing) --> true true
