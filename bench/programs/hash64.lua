-- size: 150000  quick: 2000
-- needs: int64
-- FNV-1a and a multiply-xorshift mixer on 64-bit integers.
local function fnv(s)
  local h = 0xcbf29ce484222325
  for i = 1, #s do h = (h ~ s:byte(i)) * 0x100000001b3 end
  return h
end
local function mix(h)
  h = (h ~ (h >> 33)) * 0xff51afd7ed558ccd
  h = (h ~ (h >> 33)) * 0xc4ceb9fe1a85ec53
  return h ~ (h >> 33)
end

return function(n)
  assert(fnv("hello") == 0xa430d84680aabd0b)
  local buckets = {}
  for i = 0, 63 do buckets[i] = 0 end
  for i = 1, n do
    local h = mix(fnv("key number " .. i))
    buckets[h >> 58] = buckets[h >> 58] + 1
  end
  local least, most = n, 0
  for i = 0, 63 do
    least, most = math.min(least, buckets[i]), math.max(most, buckets[i])
  end
  assert(least > 0 or n < 1000)
  assert(most < n / 8)
end
