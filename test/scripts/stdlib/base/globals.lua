print(_G._G == _G, _VERSION, _G.print == print, _ENV == _G) --> 5.3: true Lua 5.3 true true --> 5.4: true Lua 5.4 true true
_G.newglobal = 5
print(newglobal) --> 5
newglobal = nil
print(rawget(_G, "newglobal")) --> nil
