-- callbacks use patterns themselves while the outer match waits
print((("a1b2"):gsub("%a(%d)", function (d)
  return (("xyz"):gsub("y", function (c) return c .. d .. (("q"):gsub("q", "%0%0")) end))
end))) --> xy1qqzxy2qqz
print((("k=v;a=b"):gsub("(%w)=(%w)", function (k, v)
  for x in ("1 2"):gmatch("%d") do k = k .. x end
  return v .. "=" .. k
end))) --> v=k12;b=a12
for a in ("ab cd"):gmatch("%a+") do
  for b in a:gmatch("%a") do io.write(a, b, " ") end
end
print() --> aba abb cdc cdd
---
print(pcall(string.gsub, "abc", "b", function () error({}) end) == false) --> true
print(pcall(string.gsub, "abc", "%w", function (c) if c == "c" then error("at " .. c, 0) end end)) --> false at c
print(("abc"):gsub("b", function () return pcall(string.gsub, "x", "(", "") end)) -- expect error: invalid replacement value (a boolean)
