-- Each byte of a chunk changed: refused, or a chunk like any other, within the limits
-- libs: all
-- options: allowBytecode
-- limits: instructions=1e8
-- expect: ok true
local function f(a, ...) local t = { a, ..., x = 1.5, "s" } for i = 1, #t do t[i] = function() return t, a, i end end return t[1] and t.x .. "y" end
local d = string.dump(f)
local loaded = 0
for i = 1, #d do
  for _, x in ipairs { 1, 0x80, 0xff } do
    local bad = d:sub(1, i - 1) .. string.char(d:byte(i) ~ x) .. d:sub(i + 1)
    local g = load(bad, "=bad", "b")
    if g then loaded = loaded + 1 pcall(coroutine.wrap(g), 1, 2) end
  end
end
print(loaded < #d)
