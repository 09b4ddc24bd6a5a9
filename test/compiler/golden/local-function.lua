local function once() return 1 end
local function again() return again() end
