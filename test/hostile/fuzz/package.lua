-- Every function of package with random hard arguments
-- libs: all
-- prelude: values
-- expect: limit instructions
local names, functions = {}, {}
local skipped = { exit = true, debug = true }
for name, f in pairs({ require = require, searchpath = package.searchpath, loadlib = package.loadlib, one = package.searchers[1], two = package.searchers[2], three = package.searchers[3], four = package.searchers[4] }) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
sweep(names, functions)
