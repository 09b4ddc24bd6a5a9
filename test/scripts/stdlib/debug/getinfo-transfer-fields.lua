-- only: 5.4
local i = debug.getinfo(1, "r")
print(i.ftransfer, i.ntransfer) --> 0 0
local i = debug.getinfo(print)
print(i.ftransfer, i.ntransfer) --> 0 0
