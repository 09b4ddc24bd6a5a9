local log = {}
local function f() return 1 end
local function g() local x = f() return x end
debug.sethook(function(e) local i = debug.getinfo(2, "nS") log[#log + 1] = e .. ":" .. tostring(i.name) end, "cr")
g()
debug.sethook()
print(table.concat(log, " ")) --> return:sethook call:g call:f return:f return:g call:sethook
