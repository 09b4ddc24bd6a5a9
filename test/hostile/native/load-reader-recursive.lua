-- A reader that loads with itself as the reader, which loads with itself
-- expect: limit instructions
local function again() return load(again) and " " end
load(again)
