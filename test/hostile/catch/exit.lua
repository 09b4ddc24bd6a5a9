-- os.exit ends the run, whatever is in between
-- libs: all
-- expect: exit 7
pcall(function() coroutine.wrap(function() pcall(os.exit, 7) end)() end)
print("not reached")
