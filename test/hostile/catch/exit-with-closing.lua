-- os.exit with closing runs no endless finaliser
-- libs: all
-- expect: exit 1
setmetatable({}, { __gc = function() while true do end end })
pcall(os.exit, false, true)
