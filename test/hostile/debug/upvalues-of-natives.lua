-- The upvalues of iterators and wrapped coroutines set to anything, then used
-- libs: all
-- expect: ok done
local function iterators()
  return string.gmatch("abc abc", "%w+"), coroutine.wrap(function() coroutine.yield(1) end), utf8.codes("abc"), io.lines and select(2, pcall(io.lines)) or print
end
for _, v in ipairs { 1, -1, 1e300, 0.5, math.mininteger, math.maxinteger, "", "x", ("%"):rep(10), false, {}, print, io.stdout, coroutine.create(type), debug.upvalueid(iterators, 1) } do
  for up = 1, 8 do
    for _, f in ipairs { iterators() } do
      if type(f) == "function" then
        pcall(debug.setupvalue, f, up, v)
        pcall(f)
        pcall(f, "abc", 0)
        pcall(f)
      end
    end
  end
end
print("done")
