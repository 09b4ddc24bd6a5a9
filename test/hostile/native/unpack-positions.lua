-- string.unpack at positions outside of the string, with lengths that are not there
-- expect: ok 4
local n = 0
local function refuse(...) if not pcall(string.unpack, ...) then n = n + 1 end end
refuse("i4", "abcd", math.maxinteger)
refuse("s8", ("\xff"):rep(8))
refuse("s4", "\xff\xff\xff\x7fx")
refuse("c214748364", "x")
print(n)
