-- The widest conversions there are, again and again
-- expect: limit instructions
while true do
  local s = string.format("%99.99f%99.99g%99.99e%99.99a%99d%99.99x", 1e308, 1e-308, 1 / 3, 1 / 3, math.mininteger, -1)
end
