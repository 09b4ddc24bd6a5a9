-- Two's-complement integers of 256 bits in plain Lua 5.4: eight words of 32 bits, least significant first. What a Lua
-- programmer would write for speed: schoolbook products that fit 64 bits, long division by words (Knuth's algorithm D), decimal digits
-- in groups of nine.
local bint = {}
bint.__index = bint

local WORDS <const> = 8
local MASK <const> = 0xffffffff
local ult = math.ult

local function zero()
  return setmetatable({ 0, 0, 0, 0, 0, 0, 0, 0 }, bint)
end

local function negate(a)
  local r, carry = zero(), 1
  for i = 1, WORDS do
    local sum = (~a[i] & MASK) + carry
    r[i] = sum & MASK
    carry = sum >> 32
  end
  return r
end

local function isneg(a)
  return a[WORDS] >> 31 == 1
end

function bint.new(text)
  local r = zero()
  local sign, digits = text:match("^(-?)(%d+)$")
  for i = 1, #digits do
    local carry = digits:byte(i) - 48
    for k = 1, WORDS do
      local sum = r[k] * 10 + carry
      r[k] = sum & MASK
      carry = sum >> 32
    end
  end
  return sign == "-" and negate(r) or r
end

function bint.__add(a, b)
  local r, carry = zero(), 0
  for i = 1, WORDS do
    local sum = a[i] + b[i] + carry
    r[i] = sum & MASK
    carry = sum >> 32
  end
  return r
end

function bint.__mul(a, b)
  local r = zero()
  for i = 1, WORDS do
    local x = a[i]
    if x ~= 0 then
      local carry = 0
      for k = i, WORDS do
        local sum = x * b[k - i + 1] + r[k] + carry
        r[k] = sum & MASK
        carry = sum >> 32
      end
    end
  end
  return r
end

-- Quotient and remainder of an unsigned integer of 64 bits and one below 2^32.
local function divide64(n, d)
  if n >= 0 then
    return n // d, n % d
  end
  local q = ((n >> 1) // d) << 1
  local r = n - q * d
  if not ult(r, d) then
    return q + 1, r - d
  end
  return q, r
end

local function length(a)
  for i = WORDS, 1, -1 do
    if a[i] ~= 0 then
      return i
    end
  end
  return 0
end

-- Divides in place by a word; the remainder.
local function divideByWord(a, n, d)
  local r = 0
  for i = n, 1, -1 do
    local part = r << 32 | a[i]
    a[i], r = divide64(part, d)
  end
  return r
end

local function copy(a)
  return setmetatable({ a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8] }, bint)
end

-- Quotient and whether there is a remainder, of values that are not negative.
local function divide(a, b)
  local m, n = length(a), length(b)
  if n == 0 then
    error("attempt to divide by zero")
  end
  local q = zero()
  if m < n then
    return q, m > 0
  elseif n == 1 then
    q = copy(a)
    return q, divideByWord(q, m, b[1]) ~= 0
  end
  local shift = 0
  while b[n] << shift & 0x80000000 == 0 do
    shift = shift + 1
  end
  local u, v = {}, {}
  local low = 0
  for i = 1, m do
    u[i] = a[i] << shift & MASK | low
    low = a[i] >> (32 - shift)
  end
  u[m + 1] = low
  low = 0
  for i = 1, n do
    v[i] = b[i] << shift & MASK | low
    low = b[i] >> (32 - shift)
  end
  local top, second = v[n], v[n - 1]
  for j = m - n + 1, 1, -1 do
    local head = u[j + n]
    local guess, rest
    if head >= top then
      guess, rest = MASK, (head - top << 32) + u[j + n - 1] + top
    else
      guess, rest = divide64(head << 32 | u[j + n - 1], top)
    end
    while rest <= MASK and ult(rest << 32 | u[j + n - 2], guess * second) do
      guess = guess - 1
      rest = rest + top
    end
    local carry, borrow = 0, 0
    for i = 1, n do
      local product = guess * v[i] + carry
      carry = product >> 32
      local difference = u[i + j - 1] - (product & MASK) - borrow
      u[i + j - 1] = difference & MASK
      borrow = difference < 0 and 1 or 0
    end
    local difference = u[j + n] - carry - borrow
    u[j + n] = difference & MASK
    if difference < 0 then
      guess = guess - 1
      carry = 0
      for i = 1, n do
        local sum = u[i + j - 1] + v[i] + carry
        u[i + j - 1] = sum & MASK
        carry = sum >> 32
      end
      u[j + n] = u[j + n] + carry & MASK
    end
    q[j] = guess
  end
  for i = 1, n do
    if u[i] ~= 0 then
      return q, true
    end
  end
  return q, false
end

local one = bint.new("1")

function bint.__idiv(a, b)
  local negative = isneg(a) ~= isneg(b)
  local q, inexact = divide(isneg(a) and negate(a) or a, isneg(b) and negate(b) or b)
  if negative then
    q = negate(inexact and q + one or q)
  end
  return q
end

function bint.__tostring(a)
  local negative = isneg(a)
  local rest = negative and negate(a) or copy(a)
  local groups = {}
  local n = length(rest)
  while n > 0 do
    groups[#groups + 1] = divideByWord(rest, n, 1000000000)
    n = length(rest)
  end
  if #groups == 0 then
    return "0"
  end
  local parts = { negative and "-" or "", tostring(groups[#groups]) }
  for i = #groups - 1, 1, -1 do
    parts[#parts + 1] = ("%09d"):format(groups[i])
  end
  return table.concat(parts)
end

return bint
