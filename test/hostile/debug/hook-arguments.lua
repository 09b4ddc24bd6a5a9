-- sethook with masks and counts that do not exist
-- libs: all
-- expect: ok done
for _, mask in ipairs { "", "x", "__proto__", ("c"):rep(100000) } do
  for _, count in ipairs { 0, -1, math.maxinteger, math.mininteger, 1 << 31 } do pcall(debug.sethook, function() end, mask, count) debug.sethook() end
end
pcall(debug.sethook, 1, "c")
pcall(debug.sethook, coroutine.create(print), print, "crl")
debug.sethook()
print("done")
