-- The values of numerals that are too long
-- expect: ok inf 0.0 -1 nil 1.0
local zeros = ("0"):rep(100000)
print(tonumber(("9"):rep(100000)), tonumber("0." .. zeros .. "1e10"), tonumber("0x" .. ("f"):rep(100000)), tonumber("1e"),
  tonumber("0." .. zeros .. "1e100001"))
