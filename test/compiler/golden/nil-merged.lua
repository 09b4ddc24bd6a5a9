local a
local b, c
local d <const> = nil
local e = d
