-- Measures one program on the native interpreter: lua5.4 native.lua FILE N BUDGET. Prints what child.mjs prints.
local file, n, budget = arg[1], tonumber(arg[2]), tonumber(arg[3]) / 1000
local run = assert(loadfile(file))()
local clock = os.clock
local function timed()
  local start = clock()
  run(n)
  return (clock() - start) * 1000
end
local cold, best, begin = timed(), math.huge, clock()
repeat best = math.min(best, timed()) until clock() - begin >= budget
print(('{"cold":%.4f,"best":%.4f}'):format(cold, best))
