-- debug.getinfo with options that do not exist, levels that are not there, and functions of every kind
-- libs: all
-- expect: ok done
for _, what in ipairs { "", "n", "S", "l", "t", "u", "f", "L", "r", ">", "x", "__proto__", ("S"):rep(100000), "\0" } do
  for _, of in ipairs { 0, 1, 2, 100, -1, math.maxinteger, math.mininteger, print, function() end, coroutine.create(print), "x", 0.5 } do
    pcall(debug.getinfo, of, what)
    pcall(debug.getinfo, coroutine.create(print), of, what)
  end
end
print("done")
