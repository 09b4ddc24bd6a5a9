package.path = "./?.lua;./?/init.lua"
package.cpath = ""
print(pcall(require, "no.such.module")) --> 5.3: false module 'no.such.module' not found: | no field package.preload['no.such.module'] | no file './no/such/module.lua' | no file './no/such/module/init.lua' --> 5.4: false module 'no.such.module' not found: | no field package.preload['no.such.module'] | no file './no/such/module.lua' | no file './no/such/module/init.lua' | no file '' | no file ''
local f = io.open("broken.lua", "w") f:write("x = = 1") f:close()
print(pcall(require, "broken")) --> false error loading module 'broken' from file './broken.lua': | ./broken.lua:1: unexpected symbol near '='
local g = io.open("raises.lua", "w") g:write("error('at load')") g:close()
print(pcall(require, "raises")) --> false ./raises.lua:1: at load
print(pcall(require)) --> false bad argument #1 to 'require' (string expected, got no value)
