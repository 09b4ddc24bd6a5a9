local t = setmetatable({}, {__index = function(t, k) print(debug.traceback("idx")) end, __add = function() print(debug.traceback("add")) end})
local _ = t.foo --> 5.3: idx | stack traceback: | script.lua:1: in metamethod '__index' | script.lua:2: in main chunk --> 5.4: idx | stack traceback: | script.lua:1: in metamethod 'index' | script.lua:2: in main chunk
local _ = t + 1 --> 5.3: add | stack traceback: | script.lua:1: in metamethod '__add' | script.lua:3: in main chunk --> 5.4: add | stack traceback: | script.lua:1: in metamethod 'add' | script.lua:3: in main chunk
