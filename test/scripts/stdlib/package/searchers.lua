local path = "?;?.x;;y"
print(package.searchpath("a.b", path)) --> 5.3: nil | no file 'a/b' | no file 'a/b.x' | no file 'y' --> 5.4: nil no file 'a/b' | no file 'a/b.x' | no file '' | no file 'y'
print(select(2, package.searchpath("a-b", "?", "-", "+"))) --> 5.3:  | no file 'a+b' --> 5.4: no file 'a+b'
package.searchers = {function() return "\n\tfirst" end, function() end, function(n) return nil, n end}
print(pcall(require, "m")) --> 5.3: false module 'm' not found: | first --> 5.4: false module 'm' not found: |  | first
package.searchers = {function(n) return function(...) return table.concat({...}, "+") end, "data" end}
print(require "m") --> 5.3: m+data --> 5.4: m+data data
package.searchers = nil
print(pcall(require, "q")) --> false 'package.searchers' must be a table
print(package.config:gsub("\n", " ")) --> / ; ? ! -  5
print(package.loaded._G == _G, package.loaded.string == string) --> true true
---
package.path = nil
require "x" -- expect error (no position): 'package.path' must be a string
