-- Every function of debug with random hard arguments
-- libs: all
-- prelude: values
-- expect: limit instructions
local names, functions = {}, {}
local skipped = { exit = true, debug = true, setmetatable = true, sethook = true, setlocal = true, setupvalue = true, upvaluejoin = true, getregistry = true }
for name, f in pairs(debug) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
sweep(names, functions)
