-- A long bracket of a very high level
-- limits: instructions=1e8
-- expect: ok x nil
local eq = ("="):rep(1000000)
print(load("return [" .. eq .. "[x]" .. eq .. "]")(), (load("return [" .. eq .. "x")))
