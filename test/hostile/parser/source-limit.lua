-- A source beyond its limit, by the script and by the host
-- limits: instructions=1e7 sourceLength=100000
-- made: compile
-- expect: limit sourceLength
print(load(("x = 1 "):rep(100000)))
return ("x = 1 "):rep(100000)
