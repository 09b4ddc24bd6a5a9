-- tostring of floats and objects in a loop
-- expect: limit instructions
while true do tostring(1 / 3) tostring(1e308) tostring(5e-324) tostring({}) tostring(print) tostring(math.mininteger) end
