-- os.time with fields at the ends of the integers
-- expect: ok true
local n = 0
for _, v in ipairs { math.maxinteger, math.mininteger, 1 << 40, -(1 << 40), 2147483647, -2147483648 } do
  for _, field in ipairs { "year", "month", "day", "hour", "min", "sec" } do
    local t = { year = 2000, month = 1, day = 1, hour = 0, [field] = v }
    local ok, r = pcall(os.time, t)
    n = n + ((ok and math.type(r) == "integer" or type(r) == "string") and 1 or 0)
  end
end
print(n == 36)
