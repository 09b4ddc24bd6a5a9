-- NaN as a key, however it is made
-- expect: ok false false false nil
local t = {}
print((pcall(function() t[0 / 0] = 1 end)), (pcall(rawset, t, -(0 / 0), 1)), (pcall(function() return { [0 / 0] = 1 } end)), t[0 / 0])
