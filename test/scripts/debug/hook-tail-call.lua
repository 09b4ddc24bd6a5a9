local log = {}
local function f() return 1 end
local function g() return f() end
debug.sethook(function(e) log[#log + 1] = e end, "cr")
g()
debug.sethook()
print(table.concat(log, " ")) --> return call tail call return call
