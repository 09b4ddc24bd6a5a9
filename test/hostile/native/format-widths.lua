-- Widths and precisions beyond two digits are refused, before any work
-- expect: ok 0 0 0 0 0
local function refused(f) local ok, m = pcall(string.format, f, 1) return ok and 1 or m:find("invalid", 1, true) and 0 end
print(refused("%99999d"), refused("%.999f"), refused("%" .. ("9"):rep(1000000) .. "d"), refused("%" .. ("-"):rep(100000) .. "d"), refused("%100s"))
