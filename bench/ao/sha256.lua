-- SHA-256 in plain Lua 5.4, by its standard (FIPS 180-4): operators on integers, sixteen words unpacked at a time.
local unpack = string.unpack

local MASK <const> = 0xffffffff

-- The first 32 bits of the fractional parts of square and cube roots of the first primes.
local function constants()
  local k, h = {}, {}
  local n = 2
  while #k < 64 do
    local isPrime = true
    for d = 2, n // 2 do
      if n % d == 0 then
        isPrime = false
        break
      end
    end
    if isPrime then
      local cube, square = n ^ (1 / 3), n ^ 0.5
      k[#k + 1] = math.floor(cube % 1 * 4294967296)
      if #h < 8 then
        h[#h + 1] = math.floor(square % 1 * 4294967296)
      end
    end
    n = n + 1
  end
  return k, h
end

local K, H = constants()

-- A word twice in 64 bits: then shifts to the right rotate.
local function block(text, at, state, w)
  w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16] =
    unpack(">I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4", text, at)
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local xx, yy = x << 32 | x, y << 32 | y
    w[i] = w[i - 16] + (xx >> 7 ~ xx >> 18 ~ x >> 3) + w[i - 7] + (yy >> 17 ~ yy >> 19 ~ y >> 10) & MASK
  end
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local ee = e << 32 | e
    local t1 = h + (ee >> 6 ~ ee >> 11 ~ ee >> 25) + (g ~ e & (f ~ g)) + K[i] + w[i]
    local aa = a << 32 | a
    local t2 = (aa >> 2 ~ aa >> 13 ~ aa >> 22) + (a & b | c & (a | b))
    h, g, f, e, d, c, b, a = g, f, e, d + t1 & MASK, c, b, a, t1 + t2 & MASK
  end
  state[1], state[2], state[3], state[4] = state[1] + a & MASK, state[2] + b & MASK, state[3] + c & MASK, state[4] + d & MASK
  state[5], state[6], state[7], state[8] = state[5] + e & MASK, state[6] + f & MASK, state[7] + g & MASK, state[8] + h & MASK
end

-- The digest of a text, in hexadecimal.
return function(text)
  local state, w = table.move(H, 1, 8, 1, {}), {}
  local whole = #text // 64 * 64
  for at = 1, whole, 64 do
    block(text, at, state, w)
  end
  local rest = text:sub(whole + 1) .. "\x80"
  rest = rest .. ("\0"):rep(-(#rest + 8) % 64) .. (">I8"):pack(#text * 8)
  for at = 1, #rest, 64 do
    block(rest, at, state, w)
  end
  return ("%08x"):rep(8):format(table.unpack(state))
end
