-- getupvalue, setupvalue, upvalueid and upvaluejoin with anything
-- libs: all
-- expect: ok done
local a, b = 1, 2
local function f() return a, b end
local bad = { 0, 1, 2, 3, 256, -1, math.maxinteger, math.mininteger, 0.5, "1", "x" }
for _, g in ipairs { f, print, string.gmatch("x", "x"), coroutine.wrap(f), load("return x") } do
  for _, i in ipairs(bad) do
    pcall(debug.getupvalue, g, i)
    pcall(debug.setupvalue, g, i, nil)
    pcall(debug.upvalueid, g, i)
    for _, j in ipairs(bad) do pcall(debug.upvaluejoin, f, i, g, j) pcall(debug.upvaluejoin, g, i, f, j) end
  end
end
pcall(f)
print("done")
