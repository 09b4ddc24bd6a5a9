for _, n in ipairs{0, -1, 255, 1 << 53, (1 << 53) + 1, math.maxinteger, math.mininteger} do
  assert(tonumber(tostring(n)) == n and math.type(tonumber(tostring(n))) == "integer")
end
print(tostring(math.mininteger), tostring(-(1 << 53)), math.tointeger("9007199254740993")) --> -9223372036854775808 -9007199254740992 9007199254740993
