-- __mode that is no string, or any string
-- expect: ok done
for _, m in ipairs { 1, true, {}, "x", ("k"):rep(100000), "" } do
  local t = setmetatable({ {}, [{}] = 1 }, { __mode = m })
  collectgarbage()
end
print("done")
