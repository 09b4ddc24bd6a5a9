-- size: 80  quick: 1
-- string.byte, string.char and table.concat: base64 there and back.
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local values = {}
for i = 1, 64 do values[alphabet:byte(i)] = i - 1 end

local function encode(s)
  local out = {}
  for i = 1, #s - 2, 3 do
    local a, b, c = s:byte(i, i + 2)
    local v = a << 16 | b << 8 | c
    local p, q, r, t = (v >> 18) + 1, (v >> 12 & 63) + 1, (v >> 6 & 63) + 1, (v & 63) + 1
    out[#out + 1] = alphabet:sub(p, p) .. alphabet:sub(q, q) .. alphabet:sub(r, r) .. alphabet:sub(t, t)
  end
  return table.concat(out)
end

local function decode(s)
  local out = {}
  for i = 1, #s, 4 do
    local a, b, c, d = s:byte(i, i + 3)
    local v = values[a] << 18 | values[b] << 12 | values[c] << 6 | values[d]
    out[#out + 1] = string.char(v >> 16, v >> 8 & 255, v & 255)
  end
  return table.concat(out)
end

return function(n)
  local parts = {}
  for i = 1, 9000 do parts[i] = string.char((i * 37) % 256) end
  local data = table.concat(parts)
  assert(encode("Man") == "TWFu")
  for _ = 1, n do assert(decode(encode(data)) == data) end
end
