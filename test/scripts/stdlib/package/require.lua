package.path, package.cpath = "./?.lua", "./?.none"
local function write(name, text) local f = io.open(name, "w") f:write(text) f:close() end
write("m.lua", "#!shebang\nlocal name, file = ... return {name = name, file = file}")
local m, extra = require "m"
print(m.name, m.file, extra) --> 5.3: m ./m.lua nil --> 5.4: m ./m.lua ./m.lua
print(require "m" == m, package.loaded.m == m, select("#", require "m")) --> true true 1
write("n.lua", "return nil")
print((require "n"), package.loaded.n) --> true true
write("f.lua", "count = (count or 0) + 1 return false")
print((require "f"), (require "f"), count) --> false false 2
write("s.lua", "package.loaded[...] = 42")
print((require "s")) --> 42
write("e.lua", "error 'boom'")
print(pcall(require, "e")) --> false ./e.lua:1: boom
write("b.lua", "x = = 1")
print(pcall(require, "b")) --> false error loading module 'b' from file './b.lua': | ./b.lua:1: unexpected symbol near '='
print(pcall(require, "no.such")) --> false module 'no.such' not found: | no field package.preload['no.such'] | no file './no/such.lua' | no file './no/such.none' | no file './no.none'
package.preload.p = function(...) return select("#", ...) end
print(require "p") --> 5.3: 2 --> 5.4: 2 :preload:
