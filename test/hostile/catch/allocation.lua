-- What is allocated and dropped counts for the limit of allocation
-- limits: allocation=16M instructions=1e9
-- expect: limit allocation
while true do pcall(function() local t = {} end) end
