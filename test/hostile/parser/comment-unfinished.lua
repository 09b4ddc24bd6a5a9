-- Long comments and strings that never end, of every level
-- limits: instructions=1e7
-- expect: ok nil nil nil nil
local long = ("x"):rep(1000000)
print((load("--[[" .. long)), (load("--[====[" .. long .. "]===]")), (load("x = [==[" .. long .. "]=]")), (load("x = '" .. long)))
