local function show() local i = debug.getinfo(2, "n") print(i.name, i.namewhat) end
function globalf() show() end
globalf() --> globalf global
local function localf() show() end
localf() --> localf local
local t = {m = function() show() end}
t.m() --> m field
t:m() --> m method
local function tail() return show() end
tail() --> nil
setmetatable(t, {__add = function() show() end, __index = function() show() end})
local _ = t + 1 --> 5.3: __add metamethod --> 5.4: add metamethod
local _ = t.missing --> 5.3: __index metamethod --> 5.4: index metamethod
for _ in function() show() end do end --> for iterator for iterator
