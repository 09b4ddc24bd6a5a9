local saved
setmetatable({name = "phoenix"}, {__gc = function(o) saved = o end})
collectgarbage()
print(saved.name) --> phoenix
saved = nil
collectgarbage()
print(saved) --> nil
