-- io.write counts as output too
-- libs: all
-- limits: instructions=1e9 outputBytes=10000
-- expect: limit outputBytes
while true do io.write(("x"):rep(100)) io.stderr:write(("y"):rep(100)) end
