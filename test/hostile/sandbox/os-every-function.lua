-- Every function of os with arguments that are wrong or huge
-- libs: all
-- expect: ok done
local bad = { math.maxinteger, math.mininteger, "__proto__", ("n"):rep(100000), "\0", {}, print, true, 0.5, -1 }
for _, a in ipairs(bad) do
  for name, f in pairs(os) do if name ~= "exit" then pcall(f, a) pcall(f, a, a) end end
end
print("done")
