-- size: 120000  quick: 4000
-- string.format and tostring with mixed conversions.
return function(n)
  local length = 0
  for i = 1, n do
    local line = string.format("%05d %-8s %6.2f %x %s", i, "name", i / 7, i, i % 2 == 0)
    length = length + #line + #tostring(i) + #tostring(i + 0.5)
  end
  assert(string.format("%05d|%-4s|%.3f|%x|%q", 42, "ab", 1 / 3, 255, "q\n") == '00042|ab  |0.333|ff|"q\\\n"')
  assert(length > 30 * n and length < 50 * n)
end
