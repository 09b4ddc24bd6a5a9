-- Every function of string with random hard arguments
-- libs: all
-- prelude: values
-- expect: limit instructions
local names, functions = {}, {}
local skipped = { exit = true, debug = true }
for name, f in pairs(string) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
sweep(names, functions)
