-- Hooks that err at every event: they stay for the next run, and the engine can be closed
-- libs: all
-- after: error hook
-- expect: error hook
debug.sethook(function() error("hook") end, "crl", 1)
while true do end
