do goto x ::x:: print("first") end --> first
do goto x ::x:: print("second") end --> second
local function f() goto x ::x:: return "third" end
print(f()) --> third
