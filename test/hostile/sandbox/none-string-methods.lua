-- Without libraries strings have no methods
-- libs: none
-- expect: error attempt to index a string value
local s = ("x"):rep(10)
