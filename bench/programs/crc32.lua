-- size: 900  quick: 10
-- 32-bit shifts and masks, byte access.
local poly = 0xEDB88320
local tab = {}
for i = 0, 255 do
  local c = i
  for _ = 1, 8 do
    if c & 1 == 1 then c = poly ~ (c >> 1) else c = c >> 1 end
  end
  tab[i] = c
end

local function crc32(s)
  local c = 0xFFFFFFFF
  for i = 1, #s do c = tab[(c ~ s:byte(i)) & 0xFF] ~ (c >> 8) end
  return c ~ 0xFFFFFFFF
end

return function(n)
  assert(crc32("123456789") == 0xCBF43926)
  local block = ("The quick brown fox jumps over the lazy dog. "):rep(100)
  local first
  for _ = 1, n do
    local c = crc32(block)
    first = first or c
    assert(c == first)
  end
end
