-- Looking into coroutines that have ended, failed or are not started
-- libs: all
-- expect: ok done
local dead, failed = coroutine.create(function() end), coroutine.create(function() local x = 1 error("x") end)
coroutine.resume(dead)
coroutine.resume(failed)
for _, co in ipairs { dead, failed, coroutine.create(print) } do
  for level = 0, 5 do
    pcall(debug.getinfo, co, level)
    for i = -2, 5 do pcall(debug.getlocal, co, level, i) pcall(debug.setlocal, co, level, i, 1) end
  end
  pcall(debug.traceback, co)
  pcall(debug.sethook, co, function() end, "l")
  pcall(debug.gethook, co)
end
print("done")
