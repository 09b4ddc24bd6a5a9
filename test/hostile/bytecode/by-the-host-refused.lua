-- A binary chunk given to a host that allows none
-- libs: all
-- made: run
-- expect: syntax
return string.dump(function() return 1 end)
