-- Loops next to the ends of the integers end; 5.3 lets them overflow, within the limit
-- limits: instructions=1e7
-- expect 5.3: limit instructions
-- expect 5.4: ok 3 3 0 0 1
local function count(a, b, c) local n = 0 for i = a, b, c do n = n + 1 end return n end
print(count(math.maxinteger - 2, math.maxinteger, 1), count(math.mininteger + 2, math.mininteger, -1), count(1, 0, 1),
  count(math.maxinteger, math.mininteger, math.maxinteger), count(math.mininteger, math.mininteger, -1))
