print((tostring(setmetatable({}, {__name = 1})):gsub("0x%x+", "PTR"))) --> table: PTR
print((tostring(print):gsub("0x%x+", "PTR"))) --> function: PTR
