-- Error levels far beyond the stack
-- expect: ok x x x
local function e(level) return (select(2, pcall(error, "x", level))) end
print(e(1e9 // 1 | 0), e(math.maxinteger), e(math.mininteger))
