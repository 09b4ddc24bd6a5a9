local function f() print(debug.traceback("t")) return 1 end
local function g() return f() end
local x = g() --> t | stack traceback: | script.lua:1: in function <script.lua:1> | (...tail calls...) | script.lua:3: in main chunk
