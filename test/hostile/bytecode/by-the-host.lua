-- A tampered chunk given to the host as a source
-- libs: all
-- options: allowBytecode
-- made: run
-- expect: syntax
return "\27Lua" .. ("\xff"):rep(1000)
