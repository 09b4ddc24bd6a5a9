-- os.date with long formats, all conversions and dates that do not exist
-- expect: limit instructions
local f, all = ("%c"):rep(10000), "%a%A%b%B%c%d%D%e%F%g%G%h%H%I%j%m%M%n%p%r%R%S%t%T%u%U%V%w%W%x%X%y%Y%z%Z%%"
while true do os.date(f, 0) pcall(os.date, all, math.maxinteger) pcall(os.date, all, -1e12 // 1 | 0) pcall(os.date, "*t", math.mininteger) end
