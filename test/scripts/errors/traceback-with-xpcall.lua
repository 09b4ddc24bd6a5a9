local function thrower() error("boom") end
print(select(2, xpcall(thrower, debug.traceback))) --> script.lua:1: boom | stack traceback: | [C]: in function 'error' | script.lua:1: in function <script.lua:1> | [C]: in function 'xpcall' | script.lua:2: in main chunk
