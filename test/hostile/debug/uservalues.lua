-- User values of what has none
-- libs: all
-- expect: ok done
for _, v in ipairs { {}, 1, "x", print, io.stdout } do
  for _, n in ipairs { 0, 1, 2, -1, math.maxinteger } do pcall(debug.getuservalue, v, n) pcall(debug.setuservalue, v, {}, n) end
end
pcall(debug.setcstacklimit or type, math.mininteger)
print("done")
