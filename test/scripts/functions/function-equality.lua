local function make(x) return function() return x end end
local f = make(1)
print(f == f, f == make(1), make(1) == nil) --> true false false
local t = {[f] = 1}
print(t[f], t[make(1)]) --> 1 nil
