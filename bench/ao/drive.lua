-- Times what programs do with big integers, JSON and digests: drive(bint, json, sha256, clock) gives a JSON object of seconds by
-- task, the best of some rounds, and under "check" a text that does not depend on who made the parts.
local function best(rounds, clock, work)
  local least, result = math.huge, nil
  for _ = 1, rounds do
    local start = clock()
    result = work()
    least = math.min(least, clock() - start)
  end
  return least, result
end

local function document()
  local list = {}
  for i = 1, 7000 do
    list[i] = {
      id = i,
      name = "account number " .. i,
      note = 'a "quoted" line\nand another with \\ and \t',
      balance = tostring(i * 1000003) .. "000000000000",
      tags = { "alpha", "beta", i % 7 == 0, i / 4 },
    }
  end
  return list
end

return function(bint, json, sha256, clock)
  local a = bint("52435875175126190479447740508185965837690552500527637822603658699938581184513")
  local small = bint("340282366920938463463374607431768211297")
  local factors, dividends = {}, {}
  for i = 1, 64 do
    factors[i] = bint(tostring(i * 7919) .. "123456789012345678901234567890")
    dividends[i] = bint(tostring(i * 104729) .. "98765432109876543210987654321098765432109876543210987654321")
  end
  local checks = {}
  local times = {}
  local function task(name, rounds, work)
    local result
    times[name], result = best(rounds, clock, work)
    checks[#checks + 1] = result
  end
  task("bint mul", 8, function()
    local product
    for i = 1, 20000 do
      product = factors[i % 64 + 1] * small
    end
    return tostring(product)
  end)
  task("bint div", 8, function()
    local quotient
    for i = 1, 20000 do
      quotient = dividends[i % 64 + 1] // small
    end
    return tostring(quotient)
  end)
  task("bint tostring", 8, function()
    local text
    for i = 1, 20000 do
      text = tostring(dividends[i % 64 + 1])
    end
    return text
  end)
  local value, text = document(), nil
  task("JSON encode of 1 MB", 8, function()
    text = json.encode(value)
    return #text
  end)
  task("JSON decode of 1 MB", 8, function()
    local copy = json.decode(text)
    return copy[7000].name .. copy[7000].note .. copy[6999].tags[4]
  end)
  local megabyte = ("0123456789abcdef"):rep(65536)
  task("SHA-256 of 1 MB", 5, function()
    return sha256(megabyte)
  end)
  checks[#checks + 1] = tostring(a * a // small)
  return json.encode({ times = times, check = checks })
end
