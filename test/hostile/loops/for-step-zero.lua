-- A step of zero
-- limits: instructions=1e7
-- expect 5.3: limit instructions
-- expect 5.4: error 'for' step is zero
for i = 10, 1, 0 do end
