-- A limit inside of a hook
-- libs: all
-- expect: limit instructions
debug.sethook(function() while true do end end, "crl", 1)
pcall(print, 1)
print("not reached")
