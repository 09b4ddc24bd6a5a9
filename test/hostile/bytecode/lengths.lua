-- Bytes that are lengths set to be huge
-- libs: all
-- options: allowBytecode
-- limits: instructions=1e8
-- expect: ok done
local d = string.dump(function(a) local t = { a, 1.5, "x" } return function() return t end end)
for i = 1, #d do
  for _, fill in ipairs { ("\xff"):rep(4), ("\x7f"):rep(8), ("\0"):rep(4), "\xff\xff\xff\x7f", ("\x80"):rep(10) } do
    local g = load(d:sub(1, i - 1) .. fill .. d:sub(i + #fill), "=bad", "b")
    if g then pcall(coroutine.wrap(g)) end
  end
end
print("done")
