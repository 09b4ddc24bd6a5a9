function aglobal() print(debug.traceback("1")) end
aglobal() --> 1 | stack traceback: | script.lua:1: in function 'aglobal' | script.lua:2: in main chunk
T = {field = function() print(debug.traceback("2")) end}
T.field() --> 2 | stack traceback: | script.lua:3: in field 'field' | script.lua:4: in main chunk
T[1] = function() print(debug.traceback("3")) end
T[1]() --> 5.3: 3 | stack traceback: | script.lua:5: in field '?' | script.lua:6: in main chunk --> 5.4: 3 | stack traceback: | script.lua:5: in field 'integer index' | script.lua:6: in main chunk
string.mine = function() print(debug.traceback("4")) end
string.mine() --> 4 | stack traceback: | script.lua:7: in function 'string.mine' | script.lua:8: in main chunk
