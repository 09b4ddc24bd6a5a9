-- Output has a limit of its own
-- limits: instructions=1e9 outputBytes=10000
-- expect: limit outputBytes
while true do print(("x"):rep(100)) end
