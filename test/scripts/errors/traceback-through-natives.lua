local function cmp(a, b) print(debug.traceback("in sort")) return a < b end
table.sort({2, 1}, cmp) --> in sort | stack traceback: | script.lua:1: in function <script.lua:1> | [C]: in function 'table.sort' | script.lua:2: in main chunk
---
print(pcall(function() print(debug.traceback()) end)) --> stack traceback: | script.lua:4: in function <script.lua:4> | [C]: in function 'pcall' | script.lua:4: in main chunk | true
---
for _ in string.gmatch("a", "a") do (function() print(debug.traceback("loop")) end)() end --> loop | stack traceback: | script.lua:6: in function <script.lua:6> | script.lua:6: in main chunk
