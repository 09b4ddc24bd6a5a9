package.path = "./?.lua"
local f = io.open("mod.lua", "w") f:write("local name, file = ... return {name = name, file = file}") f:close()
local m = require("mod")
print(m.name, m.file, require("mod") == m) --> mod ./mod.lua true
print(select("#", require("mod"))) --> 1
