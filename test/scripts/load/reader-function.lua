local parts = {"return ", "1", " + 2", nil}
local i = 0
print(load(function() i = i + 1 return parts[i] end)()) --> 3
local n = 0
print(load(function() n = n + 1 if n == 1 then return "return 'x'" elseif n == 2 then return "" end end)()) --> x
print(load(function() return 1 end))
print(load(function() error("reader failed", 0) end))
print(load(function() return nil end))
