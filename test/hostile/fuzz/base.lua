-- Every function of the basic library with random hard arguments
-- libs: all
-- prelude: values
-- expect: limit instructions
local names, functions = {}, {}
local skipped = { exit = true, debug = true, collectgarbage = true, setmetatable = true, print = true, rawset = true, load = true, loadfile = true, dofile = true, xpcall = true }
for name, f in pairs(_G) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
sweep(names, functions)
