-- More local variables and upvalues than there may be
-- limits: instructions=1e7
-- expect: ok true true true
local function refused(s) local f, m = load(s) return f == nil and #m < 300 end
local names, ups = {}, {}
for i = 1, 100000 do names[i] = "a" .. i end
for i = 1, 300 do ups[i] = "local b" .. i end
print(refused("local " .. table.concat(names, ",")), refused(("local x "):rep(100000)),
  refused("local function f(" .. table.concat(names, ",") .. ") end"))
