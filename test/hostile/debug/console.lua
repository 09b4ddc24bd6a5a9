-- debug.debug without a console
-- libs: all
-- expect: ok lua_debug> true
local ok = pcall(debug.debug)
print(ok == true or ok == false)
